<?php
// What the chatbot's own download does: all token rows in an array, then a file.
//   php download.php SOCKET USER DATABASE FILE
[, $socket, $user, $database, $file] = $argv;
$connection = new mysqli('localhost', $user, '', $database, 0, $socket);
$connection->set_charset('utf8mb4');
$result = $connection->query(
    "SELECT id, session_id, user_id, interaction_time, user_type, message_text
     FROM wp_chatbot_chatgpt_conversation_log
     WHERE user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens') ORDER BY id"
);
$rows = [];
while ($row = $result->fetch_assoc()) {
    $rows[] = $row;
}
$result->free();
$output = fopen($file, 'w');
fputcsv($output, array_keys($rows[0]));
foreach ($rows as $row) {
    fputcsv($output, $row);
}
fclose($output);
