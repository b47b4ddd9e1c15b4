drop table task_notes;
