"""The organisation as one Excel workbook: written, read safely, compared with what there is."""
