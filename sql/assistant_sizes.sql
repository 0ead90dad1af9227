-- The same for the chatbot's assistants, whose instructions it sends along with each request to them: the view
-- {prefix}tokenledger_assistant_sizes.
-- {list} is the chatbot's list of assistants; {assistant_id} and {instructions} are texts of it as WordPress reads them.

SELECT id AS row_id, CAST({assistant_id} AS BINARY) AS subject, CHAR_LENGTH({instructions}) AS length
FROM `{prefix}{list}`;
