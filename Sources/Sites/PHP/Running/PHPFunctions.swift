import Text

/// Properties and results of PHP's own functions.
enum PHPFunctions {
  /// Functions without effects on constants or variables, whatever their arguments: none that calls another function,
  /// takes a reference, loads or creates objects, or writes files.
  static func isHarmless(_ name: String) -> Bool { harmless.contains(name) || name.hasPrefix("ctype_") }

  private static let harmless: Set<String> = Set(
    """
    getenv putenv function_exists extension_loaded class_exists interface_exists
    strlen strtolower strtoupper ucfirst ucwords lcfirst trim ltrim rtrim chop str_repeat str_pad strrev substr strpos
    stripos strrpos strripos strstr stristr strrchr str_contains str_starts_with str_ends_with strcmp strcasecmp strncmp
    strncasecmp strnatcmp strnatcasecmp substr_count str_replace str_ireplace substr_replace implode join explode
    str_split nl2br htmlspecialchars htmlentities html_entity_decode addslashes stripslashes sprintf number_format md5 sha1
    crc32 hash hash_hmac base64_encode base64_decode bin2hex hex2bin urlencode urldecode rawurlencode rawurldecode
    http_build_query parse_url json_encode json_decode strtr wordwrap chunk_split similar_text levenshtein ord chr dechex
    hexdec bindec decbin octdec base_convert mb_strtolower mb_strtoupper mb_substr mb_strlen mb_strpos mb_internal_encoding
    iconv utf8_encode utf8_decode preg_replace preg_split preg_quote version_compare phpversion php_sapi_name php_uname
    sys_get_temp_dir gethostname gethostbyname getmypid getmyuid get_current_user memory_get_usage microtime hrtime time
    date gmdate mktime gmmktime strtotime checkdate date_default_timezone_get date_default_timezone_set rand mt_rand
    random_int random_bytes uniqid lcg_value abs ceil floor round max min pow sqrt intdiv fmod intval floatval doubleval
    strval boolval is_null is_string is_int is_integer is_bool is_float is_numeric is_array is_object is_scalar gettype
    count sizeof in_array array_key_exists key_exists array_search array_keys array_values array_merge array_flip
    array_slice array_combine array_unique array_reverse array_sum range array_fill array_fill_keys array_column array_diff
    array_intersect array_key_first array_key_last array_pad array_chunk array_diff_key array_intersect_key array_replace
    file_exists is_file is_dir is_readable is_writable is_writeable is_link is_executable filesize filemtime fileperms
    fileowner realpath dirname basename pathinfo file_get_contents file glob scandir parse_ini_file parse_ini_string getcwd
    ini_get get_cfg_var filter_var filter_input error_get_last headers_list connection_status http_response_code
    error_reporting set_time_limit ignore_user_abort setlocale umask header header_remove setcookie error_log ob_start
    ob_end_clean ob_get_clean ob_end_flush flush gc_enable gc_disable clearstatcache usleep sleep printf print_r var_dump
    var_export mysqli_report opcache_reset opcache_invalidate libxml_disable_entity_loader zend_version php_ini_loaded_file
    get_magic_quotes_gpc array_is_list ip2long long2ip inet_pton checkdnsrr
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// The largest number of arguments for some functions: with more they call functions, change variables or write
  /// files.
  static let argumentLimits: [String: Int] = [
    "str_replace": 3, "str_ireplace": 3, "similar_text": 2, "filter_var": 2, "filter_input": 3,
    "error_log": 1,
    "ob_start": 0, "preg_replace": 4, "header": 3,
  ]

  /// The arguments that some functions change, counted from 0.
  static let references: [String: [Int]] = [
    "preg_match": [2], "preg_match_all": [2], "sort": [0], "rsort": [0], "ksort": [0], "krsort": [0],
    "asort": [0],
    "arsort": [0], "shuffle": [0], "reset": [0], "end": [0], "next": [0], "prev": [0], "current": [0],
    "key": [0],
    "array_shift": [0], "array_pop": [0], "array_push": [0], "array_unshift": [0], "settype": [0],
    "headers_sent": [0, 1],
  ]

  /// Whether a setting of PHP is irrelevant here, unlike for example the socket of mysqli.
  static func isHarmlessSetting(_ name: String) -> Bool {
    let prefixes = [
      "display_", "error_", "log_errors", "html_errors", "memory_limit", "max_", "session.", "upload_",
      "post_max",
      "default_", "date.", "precision", "serialize_precision", "pcre.", "arg_separator", "url_rewriter",
      "user_agent",
      "output_buffering", "implicit_flush", "zlib.output_compression", "include_path", "track_errors",
      "ignore_", "auto_detect",
      "allow_url", "opcache.", "expose_php", "file_uploads", "magic_quotes", "register_globals", "docref",
      "newrelic.",
      "soap.", "sendmail", "smtp", "mail.", "realpath_cache", "report_", "xdebug.", "mysqli.reconnect",
      "redis.", "apc.",
    ]
    return prefixes.contains { name.lowercased().hasPrefix($0) }
  }

  /// The result of a function for known values; nil when it is not known.
  static func result(of name: String, _ values: [PHPValue]) -> PHPValue? {
    switch values.count {
    case 0: nil
    case 1: ofOne(name, values[0])
    default: ofSeveral(name, values)
    }
  }

  private static func ofOne(_ name: String, _ value: PHPValue) -> PHPValue? {
    switch name {
    case "is_null": return .bool(value == .null)
    case "is_string": if case .string = value { return .bool(true) } else { return .bool(false) }
    case "is_array": if case .array = value { return .bool(true) } else { return .bool(false) }
    case "is_bool": if case .bool = value { return .bool(true) } else { return .bool(false) }
    case "count", "sizeof":
      if case .array(let elements) = value { return .int(elements.count) }
      return nil
    case "boolval": return value.truth.map { .bool($0) }
    case "file_exists", "is_file", "is_dir", "is_readable", "file_get_contents", "realpath", "dirname",
      "basename":
      return PHPFunctions.ofFile(name, value)
    default: break
    }
    guard case .string(let bytes) = value else {
      return name == "strval" ? value.bytes.map { .string($0) } : nil
    }
    switch name {
    case "strval": return value
    case "strlen": return .int(bytes.count)
    case "strtolower": return ascii(bytes) { (65...90).contains($0) ? $0 + 32 : $0 }
    case "strtoupper": return ascii(bytes) { (97...122).contains($0) ? $0 - 32 : $0 }
    case "strrev": return .string(bytes.reversed())
    case "trim": return .string(trimmed(bytes, atStart: true, atEnd: true))
    case "ltrim": return .string(trimmed(bytes, atStart: true, atEnd: false))
    case "rtrim", "chop": return .string(trimmed(bytes, atStart: false, atEnd: true))
    case "base64_decode": return base64(bytes)
    default: return nil
    }
  }

  private static func ofSeveral(_ name: String, _ values: [PHPValue]) -> PHPValue? {
    switch (name, values[0], values[1]) {
    case ("rtrim", .string(let bytes), .string(let set)) where values.count == 2 && isPlain(set):
      return .string(trimmed(bytes, atStart: false, atEnd: true, set))
    case ("ltrim", .string(let bytes), .string(let set)) where values.count == 2 && isPlain(set):
      return .string(trimmed(bytes, atStart: true, atEnd: false, set))
    case ("trim", .string(let bytes), .string(let set)) where values.count == 2 && isPlain(set):
      return .string(trimmed(bytes, atStart: true, atEnd: true, set))
    case ("str_replace", .string(let search), .string(let replacement)) where values.count == 3:
      guard case .string(let subject) = values[2], !search.isEmpty else { return nil }
      return .string(replaced(search, replacement, in: subject))
    case ("str_contains", .string(let bytes), .string(let part)):
      return .bool(position(of: part, in: bytes) != nil)
    case ("str_starts_with", .string(let bytes), .string(let part)): return .bool(bytes.starts(with: part))
    case ("strpos", .string(let bytes), .string(let part)) where values.count == 2 && !part.isEmpty:
      return position(of: part, in: bytes).map { .int($0) } ?? .bool(false)
    case ("dirname", .string(let bytes), .int(let levels))
    where values.count == 2 && (1...20).contains(levels):
      return (0..<levels).reduce(PHPValue.string(bytes)) { path, _ in ofFile("dirname", path) ?? path }
    case ("array_key_exists", let key, .array(let elements)) where values.count == 2:
      return key.key.map { .bool(elements.value(of: $0) != nil) }
    default: return nil
    }
  }
}
