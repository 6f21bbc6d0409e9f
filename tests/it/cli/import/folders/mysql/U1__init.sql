DROP TABLE notes, users;
