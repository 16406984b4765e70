"""Addresses of the book."""

from django.urls import path

from roster.views import (
    autosave,
    book,
    courses,
    enrollments,
    lessons,
    marks,
    missing,
    register,
    students,
    today,
)

app_name = "roster"
urlpatterns = [
    path("", today.today, name="today"),
    path("courses/", courses.courses, name="courses"),
    path("courses/add/", courses.course_add, name="course_add"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("courses/<int:pk>/edit/", courses.course_edit, name="course_edit"),
    path("courses/<int:pk>/book/", book.book, name="book"),
    path("courses/<int:pk>/book/marks/", book.book_marks, name="book_marks"),
    path("courses/<int:pk>/book/print/", book.book_print, name="book_print"),
    path("courses/<int:pk>/enroll/", enrollments.enrollment_add, name="enrollment_add"),
    path("courses/<int:pk>/lessons/add/", lessons.lesson_add, name="lesson_add"),
    path("courses/<int:pk>/lessons/make/", lessons.lessons_generate, name="lessons_generate"),
    path("enrollments/<int:pk>/", enrollments.enrollment_edit, name="enrollment_edit"),
    path("lessons/offline.js", register.offline_worker, name="offline_worker"),
    path("lessons/<int:pk>/", register.lesson, name="lesson"),
    path("lessons/<int:pk>/students/<int:student>/", marks.mark, name="mark"),
    path("attachments/<int:pk>/", marks.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", marks.attachment_remove, name="attachment_remove"),
    path("lessons/<int:pk>/marks/", autosave.lesson_marks, name="lesson_marks"),
    path("lessons/<int:pk>/edit/", lessons.lesson_edit, name="lesson_edit"),
    path("lessons/<int:pk>/cancel/", lessons.lesson_cancel, name="lesson_cancel"),
    path("lessons/<int:pk>/restore/", lessons.lesson_restore, name="lesson_restore"),
    path("missing/", missing.missing, name="missing"),
    path("students/", students.students, name="students"),
    path("students/add/", students.student_add, name="student_add"),
    path("students/<int:pk>/", students.student, name="student"),
    path("students/<int:pk>/edit/", students.student_edit, name="student_edit"),
]
