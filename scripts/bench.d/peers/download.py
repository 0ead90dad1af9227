"""What a script of one's own would do: the token rows, streamed, into a file.

python3 download.py SOCKET USER DATABASE FILE
"""

import csv
import sys

import pymysql

socket, user, database, file = sys.argv[1:]
connection = pymysql.connect(
    unix_socket=socket, user=user, database=database, charset="utf8mb4", cursorclass=pymysql.cursors.SSCursor)
with connection.cursor() as cursor, open(file, "w", newline="", encoding="utf-8") as output:
    cursor.execute(
        "SELECT id, session_id, user_id, interaction_time, user_type, message_text"
        " FROM wp_chatbot_chatgpt_conversation_log"
        " WHERE user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens') ORDER BY id")
    writer = csv.writer(output)
    writer.writerow(column[0] for column in cursor.description)
    writer.writerows(cursor)
