"""The brief: verdicts, timetable and record as pages, tables and maps."""
