<?php
// What the chatbot's own download does: all token rows as objects, then as arrays, each value converted to UTF-8, a file
// of it, and that file read whole and sent.
//   php download.php SOCKET USER DATABASE FILE
[, $socket, $user, $database, $file] = $argv;
$connection = new mysqli('localhost', $user, '', $database, 0, $socket);
$connection->set_charset('utf8mb4');
$result = $connection->query(
    "SELECT id, session_id, user_id, interaction_time, user_type, message_text
     FROM wp_chatbot_chatgpt_conversation_log
     WHERE user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens')"
);
$objects = [];
while ($row = $result->fetch_object()) {
    $objects[] = $row;
}
$result->free();
$rows = [];
foreach ($objects as $object) {
    $rows[] = get_object_vars($object);
}
$output = fopen($file, 'w');
fputcsv($output, array_keys($rows[0]));
foreach ($rows as $row) {
    fputcsv($output, array_map(
        fn ($value) => $value === null ? '' : mb_convert_encoding($value, 'UTF-8', 'auto'),
        $row
    ));
}
fclose($output);
echo file_get_contents($file);
