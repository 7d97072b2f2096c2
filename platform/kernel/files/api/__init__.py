"""Files for programs: announced and signed here, sent to and fetched from the store itself."""
