-- Nothing that the code needs: the service is ready with version 1.
comment on table tasks is 'What is to be done; a row is one task';
comment on column tasks.version is 'Grows by one with each real change; 1 at first';
