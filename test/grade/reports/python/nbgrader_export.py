"""A class in nbgrader's own gradebook, exported by nbgrader's own CsvExportPlugin.

Reads {"lesson", "due", "tasks": {name: points}, "students": [{…, "submitted", "scores": {task: points}, "penalty"}]},
prints the CSV file.
"""
import json
import os
import sys
import tempfile
import warnings

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.utils import parse_utc

warnings.simplefilter("ignore")  # SQLAlchemy has some for nbgrader's own lines
given = json.load(sys.stdin)
lesson = given["lesson"]
with tempfile.TemporaryDirectory() as folder:
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.add_assignment(lesson, duedate=parse_utc(given["due"]))
        gradebook.add_notebook("n", lesson)
        for task, points in given["tasks"].items():
            gradebook.add_grade_cell(task, "n", lesson, max_score=points, cell_type="code")
        for student in given["students"]:
            names = {key: student[key] for key in ("last_name", "first_name", "email")}
            gradebook.add_student(student["student_id"], **names)
            if student["submitted"] is None:
                continue
            submission = gradebook.add_submission(
                lesson, student["student_id"], timestamp=parse_utc(student["submitted"])
            )
            submission.notebooks[0].late_submission_penalty = student["penalty"]
            for task, points in student["scores"].items():
                grade = gradebook.find_grade(task, "n", lesson, student["student_id"])
                grade.manual_score = points
            gradebook.db.commit()
        path = os.path.join(folder, "grades.csv")
        CsvExportPlugin(to=path).export(gradebook)
        with open(path, encoding="utf8") as file:
            sys.stdout.write(file.read())
