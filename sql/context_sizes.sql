-- The lengths, in characters, of the texts that the chatbot sends along with requests to a platform. The view
-- {prefix}tokenledger_context_sizes is this query, and so a user who may read it alone never sees a text; a user who may
-- read the options runs it as it is.
-- {context} is the text as WordPress reads it.

SELECT CAST(option_name AS BINARY) AS subject, CHAR_LENGTH({context}) AS length
FROM `{prefix}options` WHERE option_name IN ({names});
