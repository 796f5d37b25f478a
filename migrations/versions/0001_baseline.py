"""Create the schema of version 0.1.0: the SQL files in ``migrations/baseline``, in the order of their names."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_baseline"
down_revision = None

FILES = sorted((Path(__file__).parents[1] / "baseline").glob("*.sql"))


def upgrade() -> None:
    _run("SET LOCAL lock_timeout = '5s'")
    for file in FILES:
        _run(file.read_text("utf-8"))
    _create_job_tables()


def _create_job_tables() -> None:
    """Create the tables of the job library, which brings its own SQL, in a schema of their own."""
    _run("CREATE SCHEMA jobs")
    _run("SET LOCAL search_path = jobs")
    _run(SchemaManager.get_schema())
    _run(
        """
        SET LOCAL search_path = public;
        GRANT USAGE ON SCHEMA jobs TO vivavoce_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO vivavoce_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO vivavoce_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO vivavoce_app;
        """
    )


def _run(statements: str) -> None:
    """Run SQL as it is written: neither ':name' nor '%' stands for a value in it."""
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
