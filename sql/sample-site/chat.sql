-- Two years of chat on the sample site, the last of it just now. Runs after questions.sql, in the
-- same session. About 33,000 answered messages, some 165,000 rows, in a few seconds.
--
-- The caller may set @days, the number of days up to and including today (2 years by default).
--
-- Nothing here is random: every choice takes its own hex digits out of an MD5 digest of a running
-- number. The same @now_local and @days give the same rows, on MariaDB and on MySQL 8. (CRC32 would
-- not do: it is linear, so that two choices made from it would go together.)
--
-- The helper tables are temporary, and each statement reads each of them once only, for MySQL cannot
-- open a temporary table twice.

SET @days = COALESCE(@days, 731);
SET @first_day = DATE(@now_local) - INTERVAL (@days - 1) DAY;

-- Signed throughout: a difference of unsigned numbers must not fall below 0.
CREATE TEMPORARY TABLE sample_number (n SMALLINT NOT NULL PRIMARY KEY);

INSERT INTO sample_number
WITH digit (d) AS (
  SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
)
SELECT thousands.d * 1000 + hundreds.d * 100 + tens.d * 10 + ones.d
FROM digit AS thousands, digit AS hundreds, digit AS tens, digit AS ones;

-- Conversations a day: the site grows, a week has its rhythm, the riding season and the sales show,
-- and one newspaper article brings a crowd that thins out within days.
CREATE TEMPORARY TABLE sample_day (
  number SMALLINT NOT NULL PRIMARY KEY,
  day DATE NOT NULL,
  conversations SMALLINT NOT NULL
);

INSERT INTO sample_day
SELECT
  n,
  day,
  ROUND(
    (9 + 17 * n / @days)
    * ELT(WEEKDAY(day) + 1, 0.90, 1.10, 1.05, 1.00, 1.10, 1.25, 0.75)
    * ELT(MONTH(day), 0.70, 0.75, 0.95, 1.20, 1.35, 1.35, 1.25, 1.20, 1.05, 0.90, 0.85, 0.90)
    * CASE
        WHEN MONTH(day) = 11 AND DAY(day) BETWEEN 22 AND 29 THEN 2.2
        WHEN MONTH(day) = 12 AND DAY(day) IN (25, 26) THEN 0.3
        ELSE 1
      END
    * CASE WHEN n >= 400 THEN 1 + 3 * EXP((400 - n) / 3) ELSE 1 END
    * (0.75 + 0.5 * CONV(LEFT(MD5(CONCAT('day ', n)), 4), 16, 10) / 65536)
  )
FROM (
  SELECT n, @first_day + INTERVAL n DAY AS day FROM sample_number WHERE n < @days
) AS calendar;

-- When people write, in thousandths of the day's conversations: upto is the running sum.
CREATE TEMPORARY TABLE sample_hour (
  hour TINYINT NOT NULL PRIMARY KEY,
  share SMALLINT NOT NULL,
  upto SMALLINT NOT NULL
);

INSERT INTO sample_hour
SELECT hour, share, SUM(share) OVER (ORDER BY hour)
FROM (
  SELECT
    n AS hour,
    ELT(n + 1, 6, 3, 2, 1, 1, 4, 14, 30, 52, 74, 84, 84, 78, 70, 70, 72, 70, 64, 56, 52, 48, 36, 20, 9) AS share
  FROM sample_number WHERE n < 24
) AS shares;

-- Where they write, in 256ths. 999999 is the widget on another site, '' is a page without an id.
-- Topic and assistant are the page's own; a page without a topic gets all sorts of questions.
CREATE TEMPORARY TABLE sample_page (
  page_id VARCHAR(10) NOT NULL PRIMARY KEY,
  share SMALLINT NOT NULL,
  upto SMALLINT NOT NULL,
  topic TINYINT,
  assistant_id VARCHAR(40),
  assistant_name VARCHAR(40),
  assistant_since DATE
) DEFAULT CHARACTER SET utf8mb4;

INSERT INTO sample_page VALUES
  ('2', 74, 74, NULL, NULL, NULL, NULL),
  ('7', 50, 124, 0, NULL, NULL, NULL),
  ('12', 40, 164, 1, 'asst_Wk3ShopFloorN8dYj5RsUe1a', 'Workshop Helper', @first_day + INTERVAL 380 DAY),
  ('15', 34, 198, 2, 'asst_Hb7LmRentalsQ2vXc9TzKp4w', 'Booking Desk', @first_day + INTERVAL 150 DAY),
  ('18', 18, 216, 3, NULL, NULL, NULL),
  ('21', 12, 228, 4, NULL, NULL, NULL),
  ('33', 12, 240, 5, NULL, NULL, NULL),
  ('999999', 13, 253, NULL, NULL, NULL, NULL),
  ('', 3, 256, NULL, NULL, NULL, NULL);

CREATE TEMPORARY TABLE sample_conversation (
  number MEDIUMINT NOT NULL PRIMARY KEY,
  started DATETIME NOT NULL,
  turns TINYINT NOT NULL,
  topic TINYINT NOT NULL,
  first_question TINYINT NOT NULL,
  session_id VARCHAR(64) NOT NULL,
  user_id VARCHAR(64) NOT NULL,
  page_id VARCHAR(10) NOT NULL,
  thread_id VARCHAR(40),
  assistant_id VARCHAR(40),
  assistant_name VARCHAR(40),
  is_erased BOOLEAN NOT NULL
) DEFAULT CHARACTER SET utf8mb4;

INSERT INTO sample_conversation
SELECT
  number,
  day + INTERVAL hour HOUR + INTERVAL second_of_hour SECOND,
  -- Most people ask once or twice, a few go on.
  1 + FLOOR(6 * POW(eagerness / 256, 2)),
  COALESCE(topic, any_topic),
  first_question,
  -- A guest is new each time; who is logged in keeps the browser's cookie for 30 days.
  CONCAT('kognetiks_', MD5(CASE
    WHEN person < 180 THEN CONCAT('guest ', number)
    ELSE CONCAT('user ', account, ' ', TO_DAYS(day) DIV 30)
  END)),
  CASE WHEN person < 180 THEN '0' ELSE account END,
  page_id,
  CASE WHEN day >= assistant_since THEN CONCAT('thread_', LEFT(MD5(CONCAT('thread ', number)), 24)) END,
  CASE WHEN day >= assistant_since THEN assistant_id END,
  -- The name comes from a transient, which is sometimes missing. In the plain chat it is the bot's own, which was
  -- renamed once.
  CASE
    WHEN any_topic + first_question = 0 THEN ''
    WHEN day >= assistant_since THEN assistant_name
    WHEN day < @first_day + INTERVAL 400 DAY THEN 'Kognetiks Chatbot'
    ELSE 'Harbor Lane Chatbot'
  END,
  is_erased
FROM (
  SELECT
    number,
    day,
    CONV(SUBSTR(digest, 1, 4), 16, 10) * 1000 / 65536 AS clock,
    FLOOR(CONV(SUBSTR(digest, 5, 4), 16, 10) * 3600 / 65536) AS second_of_hour,
    CONV(SUBSTR(digest, 9, 2), 16, 10) AS eagerness,
    CONV(SUBSTR(digest, 11, 2), 16, 10) AS person,
    2 + FLOOR(11 * POW(CONV(SUBSTR(digest, 13, 2), 16, 10) / 256, 1.7)) AS account,
    CONV(SUBSTR(digest, 15, 2), 16, 10) AS place,
    CONV(SUBSTR(digest, 17, 2), 16, 10) % 6 AS any_topic,
    CONV(SUBSTR(digest, 19, 2), 16, 10) % 8 AS first_question,
    SUBSTR(digest, 21, 2) = '00' AS is_erased
  FROM (
    SELECT
      ROW_NUMBER() OVER (ORDER BY days.number, n) AS number,
      day,
      MD5(CONCAT('conversation ', days.number, ' ', n)) AS digest
    FROM sample_day AS days
    JOIN sample_number ON n < days.conversations
  ) AS conversations
) AS choices
JOIN sample_hour ON clock >= sample_hour.upto - sample_hour.share AND clock < sample_hour.upto
JOIN sample_page ON place >= sample_page.upto - sample_page.share AND place < sample_page.upto;

-- One answered message each. The prompt carries the instructions, what the site says of the matter
-- and the conversation so far; an assistant adds the files it searched.
CREATE TEMPORARY TABLE sample_answer (
  conversation MEDIUMINT NOT NULL,
  turn TINYINT NOT NULL,
  asked DATETIME NOT NULL,
  answered DATETIME NOT NULL,
  prompt_tokens SMALLINT NOT NULL,
  completion_tokens SMALLINT NOT NULL,
  rows_written TINYINT NOT NULL,
  sentiment FLOAT NOT NULL,
  topic TINYINT NOT NULL,
  question_number TINYINT NOT NULL,
  PRIMARY KEY (conversation, turn)
);

INSERT INTO sample_answer
SELECT
  number,
  n,
  started + INTERVAL (n * 80 + hesitation) SECOND,
  started + INTERVAL (n * 80 + hesitation + 1 + latency) SECOND,
  290 + CHAR_LENGTH(question) DIV 4 + 115 * n + context + IF(assistant_id IS NULL, 0, 640),
  CHAR_LENGTH(answer) DIV 4 + verbosity,
  -- A request that is killed half-way, which is rare, leaves the rows written by then.
  IF(accident = 0, 1 + latency % 4, 5),
  ROUND((mood - 104) / 152, 2),
  topic,
  question_number
FROM (
  SELECT
    number,
    n,
    started,
    topic,
    (first_question + n) % 8 AS question_number,
    assistant_id,
    CONV(SUBSTR(digest, 1, 2), 16, 10) % 60 AS hesitation,
    CONV(SUBSTR(digest, 3, 2), 16, 10) % 9 AS latency,
    CONV(SUBSTR(digest, 5, 3), 16, 10) % 420 AS context,
    CONV(SUBSTR(digest, 8, 2), 16, 10) % 24 AS verbosity,
    CONV(SUBSTR(digest, 10, 2), 16, 10) AS mood,
    CONV(SUBSTR(digest, 12, 4), 16, 10) % 8192 AS accident
  FROM (
    SELECT
      number, n, started, topic, first_question, assistant_id,
      MD5(CONCAT('answer ', number, ' ', n)) AS digest
    FROM sample_conversation
    JOIN sample_number ON n < turns
  ) AS turns
) AS choices
JOIN sample_question USING (topic, question_number);

-- The rows, numbered as they were written: requests that run at the same time interleave. Then what
-- a real log lacks is left out: ids of inserts that were rolled back (a number is skipped), and
-- conversations that the owner deleted (the rows had been there). Without an assistant the chatbot writes `original` as
-- its id, but NULL into the token rows.
INSERT INTO wp_chatbot_chatgpt_conversation_log
  (id, session_id, user_id, page_id, interaction_time, user_type, thread_id, assistant_id,
   assistant_name, message_text, sentiment_score)
SELECT
  place_in_time + skipped, session_id, user_id, page_id, written, user_type, thread_id,
  COALESCE(assistant_id, IF(user_type IN ('Visitor', 'Chatbot'), 'original', NULL)), assistant_name,
  CASE user_type
    WHEN 'Visitor' THEN question
    WHEN 'Prompt Tokens' THEN prompt_tokens
    WHEN 'Completion Tokens' THEN completion_tokens
    WHEN 'Total Tokens' THEN prompt_tokens + completion_tokens
    ELSE answer
  END,
  IF(user_type IN ('Visitor', 'Chatbot'), sentiment, 0)
FROM (
  SELECT
    numbered.*,
    SUM(CONV(LEFT(MD5(place_in_time), 3), 16, 10) < 3) OVER (ORDER BY place_in_time) AS skipped
  FROM (
    SELECT
      written, user_type, conversation, prompt_tokens, completion_tokens, sentiment, topic, question_number,
      ROW_NUMBER() OVER (ORDER BY written, conversation, turn, place) AS place_in_time
    FROM (
      SELECT
        IF(place = 1, asked, answered) AS written,
        place, user_type, conversation, turn, prompt_tokens, completion_tokens, rows_written, sentiment,
        topic, question_number
      FROM sample_answer
      CROSS JOIN (
        SELECT 1 AS place, 'Visitor' AS user_type
        UNION ALL SELECT 2, 'Prompt Tokens'
        UNION ALL SELECT 3, 'Completion Tokens'
        UNION ALL SELECT 4, 'Total Tokens'
        UNION ALL SELECT 5, 'Chatbot'
      ) AS places
      WHERE place <= rows_written
    ) AS all_rows
    -- The last day stops now: what lies after it is not written yet.
    WHERE written <= @now_local
  ) AS numbered
) AS log_rows
JOIN sample_conversation ON sample_conversation.number = log_rows.conversation
JOIN sample_question
  ON sample_question.topic = log_rows.topic AND sample_question.question_number = log_rows.question_number
WHERE NOT is_erased
ORDER BY place_in_time;

INSERT INTO wp_chatbot_chatgpt_interactions (date, count)
SELECT DATE(asked), COUNT(*) FROM sample_answer WHERE asked <= @now_local GROUP BY DATE(asked);
