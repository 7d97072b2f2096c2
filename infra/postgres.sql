-- What the product expects of a PostgreSQL of your own (15 to 18), run once by a superuser.
-- The role's password comes from the environment in containers; elsewhere set it with \password tongban.
\getenv password POSTGRES_PASSWORD
CREATE ROLE tongban LOGIN PASSWORD :'password';
-- A query outside a tenant's scope must find no table at all.
ALTER ROLE tongban SET search_path = '';
CREATE DATABASE tongban OWNER tongban;
\connect tongban
CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE EXTENSION btree_gist SCHEMA extensions;
CREATE EXTENSION unaccent SCHEMA extensions;
CREATE EXTENSION pgcrypto SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO tongban;
-- Must not be empty: otherwise the cluster's character type sees no letters in Chinese text.
SELECT extensions.show_trgm('考勤管理');
