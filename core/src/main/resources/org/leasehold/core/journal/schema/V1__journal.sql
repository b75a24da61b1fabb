-- What an engine knows over its restarts. Times: wall_millis since 1970, at_nanos of the engine's clock within its run.

CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  wall_millis INTEGER NOT NULL,
  version TEXT NOT NULL
) STRICT;

-- epoch, inode, restored
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  wall_millis INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE host_memory (host INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE vm_memory (vm TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Commands whose outcome is not known yet.
CREATE TABLE deadline (
  command INTEGER PRIMARY KEY,
  give_up_wall_millis INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- Numbers of agents' events that are safe here.
CREATE TABLE acknowledged (host INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;

CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  by_step INTEGER NOT NULL,
  wall_millis INTEGER NOT NULL,
  at_nanos INTEGER NOT NULL,
  severity TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  what TEXT NOT NULL,
  because TEXT NOT NULL,
  incident INTEGER NOT NULL
) STRICT;
CREATE INDEX event_by_incident ON event(incident, number);

CREATE TABLE incident (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  title TEXT NOT NULL,
  host INTEGER,
  opened_millis INTEGER NOT NULL,
  closed_millis INTEGER NOT NULL,
  vms TEXT NOT NULL
) STRICT;

-- A stretch of inputs that can be replayed by itself; state is null at the beginning of a run;
-- after_event is the number of the last event before it.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  wall_millis INTEGER NOT NULL,
  at_nanos INTEGER NOT NULL,
  after_event INTEGER NOT NULL,
  of_incident INTEGER NOT NULL,
  state BLOB
) STRICT;

CREATE TABLE input (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  segment INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX input_by_segment ON input(segment);
