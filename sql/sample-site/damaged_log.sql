-- Half a million rows of a log that has been through everything, for tests. Runs after tables.sql
-- and content.sql, in the same session, in place of the believable chat:
--
--     cat tables.sql content.sql damaged_log.sql | mariadb DATABASE
--
-- The caller may set @answers (105,000 by default) and @days (760). The oldest 30 days have been
-- purged, so that somewhat more than 500,000 rows are left of them. The same @now_local, @answers
-- and @days give the same rows.
--
-- Of every 1,000 answers, numbered from 0, most are in order; what is wrong with the others:
--
--       0 …  39   a text that a screen, a CSV file or an index may trip over (as in all 200)
--     400 … 424   one token row holds a text that is no count, or a count at the edge
--     500 … 505   a date that cannot be, or one at the edge
--     900, 901    the token rows have no type yet (NULL and '')
--     950         the request was killed half-way
--     970, 971    the visitor erased the conversation
--     every 600   three ids were handed out and rolled back

-- As WordPress does: what strict modes refuse is stored.
SET SESSION sql_mode = '';

SET @answers = COALESCE(@answers, 105000);
SET @days = COALESCE(@days, 760);
SET @purged_before = DATE(@now_local) - INTERVAL (@days - 30) DAY;

-- What the plugin's own upgrade makes of the column: the type may be NULL.
ALTER TABLE wp_chatbot_chatgpt_conversation_log MODIFY user_type
  ENUM('Chatbot', 'Visitor', 'Prompt Tokens', 'Completion Tokens', 'Total Tokens');

CREATE TEMPORARY TABLE sample_odd_text (
  place INT NOT NULL PRIMARY KEY,
  session_id VARCHAR(255),
  user_id VARCHAR(255),
  page_id VARCHAR(255),
  assistant_id VARCHAR(255),
  assistant_name VARCHAR(255)
) DEFAULT CHARACTER SET utf8mb4;

-- Names that collations take for one another.
INSERT INTO sample_odd_text (place, assistant_name) VALUES
  (0, 'Alpha'), (1, 'alpha '), (2, 'ALPHA'), (3, 'Álpha'), (4, 'none'), (5, 'unknown'), (6, '0');

-- Names that act on a terminal, in Markdown or in HTML; wide, joined and very long ones.
INSERT INTO sample_odd_text (place, assistant_name) VALUES
  (7, CONCAT('clear', CHAR(27), '[2Jscreen')),
  (8, CONCAT('invoice', CONVERT(X'E280AE' USING utf8mb4), 'fdp.exe')),
  (9, CONCAT('two', CHAR(10), 'lines')),
  (10, 'say "hello", Bob\\'),
  (11, '<script>alert(1)</script>'),
  (12, '| pipe * star _under_ `code` [link](x)'),
  (13, '👩‍👩‍👧 家族アシスタント'),
  (14, REPEAT('長', 255));

-- Cells that a spreadsheet takes for a formula, and what a CSV writer must quote as PHP does.
INSERT INTO sample_odd_text (place, session_id) VALUES
  (15, '=HYPERLINK("https://harborlane.example","here")'),
  (16, '+1+1'),
  (17, '-2+3'),
  (18, '@SUM(A1:A9)'),
  (19, CONCAT(CHAR(9), 'tab')),
  (20, CONCAT(CHAR(13), 'return')),
  (21, CONCAT(CHAR(10), 'feed')),
  (22, 'a "quoted" word'),
  (23, 'a \\"quoted\\" word after backslashes'),
  (24, 'ends with a backslash\\'),
  (25, 'comma,semicolon;space'),
  (26, ''),
  (27, 'Zoë O''Brien');

-- A user is a number, and anything else a guest; a page may be unknown, gone, or not there at all.
INSERT INTO sample_odd_text (place, user_id, page_id) VALUES
  (28, NULL, ''),
  (29, '', '999999'),
  (30, '007', '2'),
  (31, '-1', '-1'),
  (32, '1e2', '7'),
  (33, '18446744073709551616', '18446744073709551616'),
  (34, 'kognetiks_5f2a', '31337'),
  (35, '9', ' 12'),
  (36, '１２', '１２'),
  (37, '=1+1', '"7"');

-- Assistants that are in no table, and one whose id is an empty text.
INSERT INTO sample_odd_text (place, assistant_id, assistant_name) VALUES
  (38, 'asst_deletedLongAgo', ''),
  (39, '', 'Booking Desk');

CREATE TEMPORARY TABLE sample_odd_number (
  place INT NOT NULL PRIMARY KEY,
  message_text TEXT NOT NULL
) DEFAULT CHARACTER SET utf8mb4;

-- The first twenty are rejected: counted are 1 to 12 of the digits 0 to 9, and nothing beside them.
INSERT INTO sample_odd_number VALUES
  (400, ''), (401, 'Array'), (402, '1e3'), (403, '1,234'), (404, '-5'), (405, '+5'), (406, ' 12'),
  (407, '12 '), (408, CONCAT('12', CHAR(10))), (409, '12.0'), (410, '0x1F'), (411, 'NULL'), (412, '１２'),
  (413, '٣٤'), (414, CONCAT('1', CHAR(0), '2')), (415, '1000000000000'), (416, '0000000000012'),
  (417, REPEAT('9', 20)), (418, REPEAT('9', 29)),
  -- What is left of 70,000 digits in a TEXT column.
  (419, REPEAT('9', 65535)),
  (420, '0'), (421, '000000000012'), (422, '999999999999'), (423, '7'), (424, '00');

CREATE TEMPORARY TABLE sample_odd_time (
  place INT NOT NULL PRIMARY KEY,
  interaction_time DATETIME NOT NULL
);

-- The first five are rejected, the last is counted: it lies within 48 hours past the site's now.
-- (The plugin's purge would have taken the early ones; they stand for a clock that failed since.)
INSERT INTO sample_odd_time VALUES
  (500, '0000-00-00 00:00:00'),
  (501, '2025-00-00 10:00:00'),
  (502, '1999-12-31 23:59:59'),
  (503, @now_local + INTERVAL 60 HOUR),
  (504, '9999-12-31 23:59:59'),
  (505, @now_local + INTERVAL 40 HOUR);

INSERT INTO wp_chatbot_chatgpt_conversation_log
  (id, session_id, user_id, page_id, interaction_time, user_type, thread_id, assistant_id,
   assistant_name, message_text, sentiment_score)
WITH digit (d) AS (
  SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),
number (n) AS (
  SELECT
    hundred_thousands.d * 100000 + ten_thousands.d * 10000 + thousands.d * 1000
    + hundreds.d * 100 + tens.d * 10 + ones.d
  FROM digit AS hundred_thousands, digit AS ten_thousands, digit AS thousands,
    digit AS hundreds, digit AS tens, digit AS ones
),
answer AS (
  SELECT
    n,
    n % 1000 AS place_in_thousand,
    -- Evenly spread up to now; two requests at a time.
    @now_local - INTERVAL FLOOR((@answers - n + n % 2) * @days * 86400 / @answers) SECOND AS asked,
    100 + n * 7919 % 1900 AS prompt_tokens,
    20 + n * 5077 % 780 AS completion_tokens,
    -- Some models think, and their total is more than prompt and completion.
    IF(n % 10 = 0, n * 3571 % 500, 0) AS thinking_tokens,
    -- Every third answer comes from an assistant, every fourth from somebody logged in.
    IF(n % 3 = 0, ELT(1 + n % 2, 'asst_Hb7LmRentalsQ2vXc9TzKp4w', 'asst_Wk3ShopFloorN8dYj5RsUe1a'), NULL)
      AS assistant_id,
    IF(n % 3 = 0, ELT(1 + n % 2, 'Booking Desk', 'Workshop Helper'), '') AS assistant_name,
    IF(n % 4 = 0, 1 + n * 31 % 400, 0) AS user_id,
    ELT(1 + n % 7, 2, 7, 12, 15, 18, 21, 33) AS page_id
  FROM number
  WHERE n < @answers
),
kind (place, user_type) AS (
  SELECT 1, 'Visitor' UNION ALL SELECT 2, 'Prompt Tokens' UNION ALL SELECT 3, 'Completion Tokens'
  UNION ALL SELECT 4, 'Total Tokens' UNION ALL SELECT 5, 'Chatbot'
)
SELECT
  -- Two requests at a time, so the rows of two answers alternate.
  n DIV 2 * 10 + kind.place * 2 - 1 + n % 2 + n DIV 600 * 3,
  COALESCE(odd_text.session_id, CONCAT('kognetiks_', LPAD(n DIV 3, 32, '0'))),
  IF(odd_text.place = 28, NULL, COALESCE(odd_text.user_id, answer.user_id)),
  COALESCE(odd_text.page_id, answer.page_id),
  COALESCE(odd_time.interaction_time, asked + INTERVAL IF(kind.place = 1, 0, 3) SECOND),
  CASE
    WHEN kind.place BETWEEN 2 AND 4 AND place_in_thousand = 900 THEN NULL
    WHEN kind.place BETWEEN 2 AND 4 AND place_in_thousand = 901 THEN ''
    ELSE kind.user_type
  END,
  IF(answer.assistant_id IS NULL, NULL, CONCAT('thread_', LPAD(n DIV 3, 24, '0'))),
  -- A name without an id belongs to the plain chat, whose id is `original`, and NULL in its token rows.
  COALESCE(
    IF(odd_text.assistant_name IS NULL OR odd_text.assistant_id IS NOT NULL,
       COALESCE(odd_text.assistant_id, answer.assistant_id), NULL),
    IF(kind.place IN (1, 5), 'original', NULL)),
  COALESCE(odd_text.assistant_name, answer.assistant_name),
  CASE
    -- The three token types take their turn at holding what is no count.
    WHEN odd_number.place IS NOT NULL AND kind.place = 2 + n DIV 1000 % 3 THEN odd_number.message_text
    WHEN kind.place = 1 THEN CONCAT('Question ', n)
    WHEN kind.place = 2 THEN prompt_tokens
    WHEN kind.place = 3 THEN completion_tokens
    WHEN kind.place = 4 THEN prompt_tokens + completion_tokens + thinking_tokens
    ELSE CONCAT('Answer ', n)
  END,
  IF(kind.place IN (1, 5), n % 21 / 10 - 1, 0)
FROM answer
CROSS JOIN kind
LEFT JOIN sample_odd_text AS odd_text ON odd_text.place = n % 200
LEFT JOIN sample_odd_number AS odd_number ON odd_number.place = place_in_thousand
LEFT JOIN sample_odd_time AS odd_time ON odd_time.place = place_in_thousand
WHERE asked >= @purged_before
  AND place_in_thousand NOT IN (970, 971)
  AND (place_in_thousand <> 950 OR kind.place <= 1 + n DIV 1000 % 4)
ORDER BY n DIV 2, kind.place, n % 2;
