-- The local database of prep, newest version. Every table is STRICT. Ids are 64 random bits, times are Unix
-- milliseconds UTC, days are study days (days since 1970-01-01, see day.go).

-- What travels between machines. Each row below is the fold of the events of its id (fold.go): only the
-- functions of Tx write these tables.

create table deck (
  id              integer primary key,
  name            text not null default '',
  new_limit       integer,                -- new cards a day; null: the setting
  review_limit    integer,                -- reviews a day; null: the setting
  retention       real,                   -- desired retention 0.7-0.99; null: the setting
  learning_steps  text,                   -- such as '1m 10m'; null: the setting
  relearning_steps text,
  parameters      text,                   -- FSRS-6 fitted to its reviews, JSON; null: the setting
  fit             text,                   -- what they were fitted to and how well they do, JSON
  position        integer not null default 0
) strict;

create table card (
  id        integer primary key,
  note      integer not null default 0,   -- the card whose text this one shows another side of; 0: its own
  ord       integer not null default 0,   -- which side or gap of the note
  deck      integer not null default 0,
  kind      text not null default '',     -- question, tip, cloze, reversed, typed
  front     text not null default '',
  back      text not null default '',
  tags      text not null default '',     -- words divided by one space, sorted
  entry     integer not null default 0,   -- the journal entry whose lesson this is
  suspended integer not null default 0,
  buried    integer not null default 0,   -- hidden until this day
  flag      integer not null default 0,
  added     integer not null default 0    -- when, for the order of new cards
) strict;
create index card_deck on card(deck);
create index card_note on card(note) where note != 0;
create index card_entry on card(entry) where entry != 0;

-- A review's row is its event: it encodes to the same line each time (review.go), so its content is its key.
create table review (
  card       integer not null,
  time       integer not null,
  stream     integer not null,            -- stream.n of the writer
  rating     integer not null,            -- 1-4; 0 for a reset
  day        integer not null,
  duration   integer not null,            -- milliseconds until the grade
  kind       integer not null,            -- 0 scheduled, 1 cram, 2 reset
  confidence integer not null,            -- 1-5 before the reveal; 0: not asked
  place      integer not null default 0,  -- 1-100: where in the days that its interval may be moved to the card comes back; 0: drawn
  line       integer not null default 0,  -- event.seq of a line that says more than these columns; else 0
  undone     integer not null default 0,
  held       integer,                     -- where the bucket has it: see publish.go
  primary key (card, time, stream, rating, day, duration, kind, confidence, place, line)
) strict, without rowid;
create index review_day on review(day, time) where undone = 0;
create index review_unsettled on review(held) where held <= 0;

create table entry (
  seq        integer primary key,         -- local: full-text search wants rising row ids
  id         integer not null unique,
  title      text not null default '',
  happened   integer,                     -- the day it happened
  place      text not null default '',
  people     text not null default '',
  type       text not null default '',    -- personal, professional, entrepreneurial, systemic
  sting_then integer,                     -- 0-5
  sting_now  integer,
  severity   integer,                     -- 0-4
  shareable  integer not null default 0,
  starred    integer not null default 0,
  tags       text not null default '',
  lesson_kind text not null default '',   -- skill, knowledge, attitude
  questions  text not null default '',    -- interview questions it can answer, one a line
  competencies text not null default '',
  again      integer not null default 0,  -- the earlier entry whose mistake this repeats
  added      integer not null default 0,
  goal text not null default '', stakes text not null default '', my_role text not null default '',
  outcome text not null default '', shortfall text not null default '', own_factors text not null default '',
  outside_factors text not null default '', tried text not null default '', actions_then text not null default '',
  feelings text not null default '', communication text not null default '', impact text not null default '',
  repair text not null default '', help text not null default '', differently text not null default '',
  lesson text not null default '', change text not null default '', proof text not null default '',
  bounce_back text not null default '', reframe text not null default '', goal_next text not null default '',
  surprised text not null default '', went_right text not null default '', friend text not null default ''
) strict;
create index entry_happened on entry(happened);

create table job_link (                   -- why the lesson of an entry matters to a target
  id     integer primary key,
  entry  integer not null default 0,
  target integer not null default 0,
  text   text not null default ''
) strict;

create table answer (                     -- a story for a question
  id       integer primary key,
  question text not null default '',
  entry    integer not null default 0,
  target   integer not null default 0,
  card     integer not null default 0,    -- the question card it answers
  text     text not null default '',
  added    integer not null default 0
) strict;
create index answer_entry on answer(entry);

create table target (                     -- an interview to be ready for
  id          integer primary key,
  company     text not null default '',
  role        text not null default '',
  round       text not null default '',
  date        integer,                    -- the day of the interview
  time        integer,                    -- its instant, where the hour is known
  zone        text not null default '',   -- IANA time zone of the interview
  query       text not null default '',   -- the cards that matter for it
  goal        real,                       -- wanted recall on the day; null: 0.95
  company_values text not null default '',
  notes       text not null default '',
  job         text not null default '',   -- text of the advertisement
  added       integer not null default 0
) strict;

create table goal (
  id      integer primary key,
  entry   integer not null default 0,
  text    text not null default '',
  due     integer,
  done    integer,                        -- the day it was reached
  dropped text not null default '',       -- why it was given up
  added   integer not null default 0
) strict;

create table milestone (
  id   integer primary key,
  goal integer not null default 0,
  text text not null default '',
  due  integer,
  done integer
) strict;

create table attempt (                    -- a practised answer
  id      integer primary key,
  card    integer not null default 0,
  answer  integer not null default 0,
  target  integer not null default 0,
  time    integer not null default 0,
  seconds real,
  rating  integer,
  marks   text not null default ''        -- sections said and follow-ups, JSON
) strict;

create table claim (                      -- a number in an answer that its owner confirmed or retracted
  id    integer primary key,
  key   text not null default '',
  state text not null default ''
) strict;

create table media (                      -- a file that belongs to a card or an attempt: its bytes are not in the log (media.go)
  id      integer primary key,            -- the first 8 bytes of the hash
  hash    text not null default '',       -- SHA-256 of the bytes, in hex
  type    text not null default '',       -- extension of the file's name, such as 'png'
  size    integer not null default 0,     -- bytes
  attempt integer not null default 0,     -- the attempt that it recorded; 0: a picture
  added   integer not null default 0
) strict;

create table setting (
  id    integer primary key,
  name  text not null default '',
  value text not null default ''
) strict;

-- The log. An event is named by its content: id is the first 16 bytes of SHA-256(origin stream, 0, line).
create table event (
  seq    integer primary key,             -- order of arrival on this machine
  id     blob not null unique,
  stream integer not null,                -- stream.n of the writer
  entity integer not null,                -- the row it speaks of; 0: unknown to this version
  line   text not null,                   -- exact bytes
  opaque integer not null default 0,      -- 1: says something this version does not know; applied again after an upgrade
  held   integer                          -- as review.held
) strict;
create index event_entity on event(entity);
create index event_unsettled on event(held) where held <= 0;

create table undo (                       -- reviews taken back, also those that have not arrived yet
  card   integer not null,
  time   integer not null,
  review blob not null,                   -- event id of the review
  primary key (card, time, review)
) strict, without rowid;

-- What stays on this machine: caches and bookkeeping.

create table memory (                     -- a pure function of a card's reviews and the parameters in force
  card       integer primary key,
  deck       integer not null,
  state      integer not null,            -- 0 new, 1 learning, 2 review, 3 relearning
  step       integer not null,
  stability  real not null,               -- days
  difficulty real not null,               -- 1-10
  due        integer not null,            -- the day; 0 for a new card
  due_time   integer not null,            -- the instant of a learning step; for a new card its place in the order
  last       integer not null,            -- day of the last review
  last_time  integer not null,
  reps       integer not null,
  lapses     integer not null,
  -- Of the card, so that the queue is read from one index:
  note       integer not null,
  hidden     integer not null,            -- not asked before this day: buried, or suspended without end
  added      integer not null
) strict;
create index memory_queue on memory(deck, state, due, due_time, hidden, last, note, difficulty, added);
create index memory_steps on memory(due_time) where state in (1, 3);

create table stale (card integer primary key) strict;  -- cards whose memory must be computed before it is needed

create table conflict (                   -- versions of a text that wait beside the one shown; field '': an edit outlived a delete
  entity integer not null,
  field  text not null,
  event  blob not null,
  primary key (entity, field, event)
) strict, without rowid;

create table trash (                      -- deleted rows, as long as their events are kept
  id   integer primary key,
  kind text not null,                     -- table name
  time integer not null
) strict;

create table purged (id integer primary key) strict;  -- rows of which nothing is to be known any more

create table stream (                     -- writers known here; the small number saves bytes in every review
  n           integer primary key,
  id          integer not null unique,
  device      text not null default '',
  last        integer not null default 0, -- cursor: last batch applied
  chain       text not null default '',   -- and the chain hash there
  etag        text not null default '',   -- of the head when it was last read whole
  reread      integer not null default 0, -- 1: its cursor vouches for nothing, read it all at the next chance
  missing     integer not null default 0, -- 1: the bucket lost some of it, as far as this machine sees
  relayed     text not null default '',   -- etag of the head whose stream was published again because somebody missed it
  trouble     text not null default '',   -- why it could not be read
  retired     integer not null default 0, -- 1: its owner gave it up
  seen_time   integer not null default 0, -- wall clock of its last head
  skew        integer                     -- its clock minus the server's, milliseconds; null: unknown
) strict;

create table local (                      -- this machine's own facts
  key   text primary key,
  value any
) strict, without rowid;

create table media_held (id integer primary key) strict;  -- files of which the bucket has every piece, as far as this machine knows

create table imported (                   -- what a file said of a note when it was last imported here
  note integer primary key,
  text integer not null                   -- a hash of it
) strict;

create table draft (                      -- text from an editor or a form that is not saved yet
  key   text primary key,
  time  integer not null,
  value text not null
) strict;

create virtual table entry_text using fts4(content="entry", tokenize=unicode61 "remove_diacritics=1",
  title, place, people, tags, goal, stakes, my_role, outcome, shortfall, own_factors, outside_factors, tried, actions_then,
  feelings, communication, impact, repair, help, differently, lesson, change, proof, bounce_back, reframe, goal_next,
  surprised, went_right, friend);
create trigger entry_before_update before update on entry begin delete from entry_text where docid = old.seq; end;
create trigger entry_before_delete before delete on entry begin delete from entry_text where docid = old.seq; end;
create trigger entry_after_update after update on entry begin
  insert into entry_text(docid, title, place, people, tags, goal, stakes, my_role, outcome, shortfall, own_factors, outside_factors,
    tried, actions_then, feelings, communication, impact, repair, help, differently, lesson, change, proof, bounce_back, reframe,
    goal_next, surprised, went_right, friend)
  values (new.seq, new.title, new.place, new.people, new.tags, new.goal, new.stakes, new.my_role, new.outcome, new.shortfall,
    new.own_factors, new.outside_factors, new.tried, new.actions_then, new.feelings, new.communication, new.impact, new.repair,
    new.help, new.differently, new.lesson, new.change, new.proof, new.bounce_back, new.reframe, new.goal_next, new.surprised,
    new.went_right, new.friend);
end;
create trigger entry_after_insert after insert on entry begin
  insert into entry_text(docid, title, place, people, tags, goal, stakes, my_role, outcome, shortfall, own_factors, outside_factors,
    tried, actions_then, feelings, communication, impact, repair, help, differently, lesson, change, proof, bounce_back, reframe,
    goal_next, surprised, went_right, friend)
  values (new.seq, new.title, new.place, new.people, new.tags, new.goal, new.stakes, new.my_role, new.outcome, new.shortfall,
    new.own_factors, new.outside_factors, new.tried, new.actions_then, new.feelings, new.communication, new.impact, new.repair,
    new.help, new.differently, new.lesson, new.change, new.proof, new.bounce_back, new.reframe, new.goal_next, new.surprised,
    new.went_right, new.friend);
end;
