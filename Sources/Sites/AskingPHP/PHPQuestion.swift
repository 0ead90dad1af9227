/// The PHP code that runs a wp-config.php as WordPress would, up to the point where it includes WordPress itself, and
/// writes its settings to descriptor 3.
///
/// WordPress's own wp-settings.php is recognized by its content, wherever it is and however it is included: the code
/// registers a stream wrapper for files, which replaces it with another file.
enum PHPQuestion {
  /// The first line of an answer.
  static let greeting = "tokenledger 1"

  /// The argument with which no file is run that other users may write.
  static let guarded = "guarded"

  /// The constants that are asked for.
  private static let constants = WPConfigScript.Setting.allCases.filter { $0 != .tablePrefix }.map(\.rawValue)

  /// The code, for `php -r`; its arguments are the file, WordPress's folder, which ends with a slash, and ``guarded`` where
  /// root runs what root alone may write.
  static var code: String {
    let names = constants.map { "'\($0)'" }.joined(separator: ", ")
    return files + question.replacing("NAMES", with: names) + run
  }

  /// A wrapper for all of PHP's file access, unchanged except for includes.
  private static let files = #"""
    final class TokenLedgerFiles {
      public $context;
      private $handle;

      static function own($action) {
        @stream_wrapper_restore('file');
        try {
          return $action();
        } finally {
          self::begin();
        }
      }
      static function begin() {
        stream_wrapper_unregister('file');
        stream_wrapper_register('file', __CLASS__);
      }
      function stream_open($path, $mode, $options, &$opened) {
        $context = $this->context;
        $stub = $options & 128 ? self::own(function () use ($path) { return TokenLedgerQuestion::stub($path); }) : null;
        if (null !== $stub) {
          $this->handle = fopen('php://memory', 'r+');
          fwrite($this->handle, $stub);
          rewind($this->handle);
          return true;
        }
        $this->handle = self::own(function () use ($path, $mode, $context) {
          return $context ? @fopen($path, $mode, false, $context) : @fopen($path, $mode);
        });
        if ($this->handle && $options & 128) {
          self::own(function () use ($path) { TokenLedgerQuestion::admit(preg_replace('~^file://~', '', $path)); });
        }
        return false !== $this->handle;
      }
      function stream_read($count) { return fread($this->handle, $count); }
      function stream_write($data) { return fwrite($this->handle, $data); }
      function stream_eof() { return feof($this->handle); }
      function stream_tell() { return ftell($this->handle); }
      function stream_seek($offset, $whence) { return 0 === fseek($this->handle, $offset, $whence); }
      function stream_flush() { return fflush($this->handle); }
      function stream_close() { fclose($this->handle); }
      function stream_stat() { return fstat($this->handle); }
      function stream_lock($operation) { return $operation ? flock($this->handle, $operation) : true; }
      function stream_truncate($size) { return ftruncate($this->handle, $size); }
      function stream_set_option($option, $first, $second) { return false; }
      function stream_cast($as) { return $this->handle; }
      function stream_metadata($path, $option, $value) {
        return self::own(function () use ($path, $option, $value) {
          switch ($option) {
            case STREAM_META_TOUCH: return touch($path, ...(array) $value);
            case STREAM_META_OWNER: case STREAM_META_OWNER_NAME: return chown($path, $value);
            case STREAM_META_GROUP: case STREAM_META_GROUP_NAME: return chgrp($path, $value);
            default: return chmod($path, $value);
          }
        });
      }
      function url_stat($path, $flags) {
        return self::own(function () use ($path, $flags) {
          if ($flags & STREAM_URL_STAT_LINK) { return @lstat($path); }
          return @stat($path);
        });
      }
      function dir_opendir($path, $options) {
        return false !== ($this->handle = self::own(function () use ($path) { return @opendir($path); }));
      }
      function dir_readdir() { return readdir($this->handle); }
      function dir_rewinddir() { rewinddir($this->handle); return true; }
      function dir_closedir() { closedir($this->handle); return true; }
      function mkdir($path, $mode, $options) {
        return self::own(function () use ($path, $mode, $options) { return @mkdir($path, $mode, (bool) ($options & 1)); });
      }
      function rmdir($path, $options) { return self::own(function () use ($path) { return @rmdir($path); }); }
      function rename($from, $to) { return self::own(function () use ($from, $to) { return @rename($from, $to); }); }
      function unlink($path) { return self::own(function () use ($path) { return @unlink($path); }); }
    }

    """#

  /// The question and its answer.
  private static let question = #"""
    final class TokenLedgerQuestion {
      private static $output;
      private static $folder;
      private static $is_guarded;
      private static $answered = false;

      static function begin($folder, $is_guarded) {
        self::$output = fopen('php://fd/3', 'w');
        self::$folder = $folder;
        self::$is_guarded = $is_guarded;
        // What is in archives could not be looked at before it runs.
        foreach ($is_guarded ? array_intersect(array('phar', 'zip'), stream_get_wrappers()) : array() as $archives) {
          stream_wrapper_unregister($archives);
        }
        register_shutdown_function(array(__CLASS__, 'end'));
        // This PHP may lack mysqli although the site's own has it.
        if (!extension_loaded('mysqli')) {
          foreach (array('COMPRESS' => 32, 'FOUND_ROWS' => 2, 'IGNORE_SPACE' => 256, 'INTERACTIVE' => 1024, 'SSL' => 2048,
              'SSL_DONT_VERIFY_SERVER_CERT' => 64, 'SSL_VERIFY_SERVER_CERT' => 1 << 30) as $name => $flag) {
            define('MYSQLI_CLIENT_' . $name, $flag);
          }
        }
        // As wp-load.php has it.
        define('ABSPATH', $folder);
        TokenLedgerFiles::begin();
      }
      // The code that replaces a file of WordPress's own; null for any other file.
      static function stub($path) {
        $path = preg_replace('~^file://~', '', $path);
        if (preg_match('~(^|/)wp-(includes|admin)/~', $path)) {
          self::say("loads\n");
          exit;
        }
        if ('wp-settings.php' !== basename($path)) { return null; }
        $code = @file_get_contents($path);
        $is_own = false === $code ? $path === self::$folder . 'wp-settings.php' : false !== strpos($code, 'WPINC');
        return $is_own ? '<?php TokenLedgerQuestion::answer(isset($table_prefix) ? $table_prefix : null); exit;' : null;
      }
      // For root no file runs, included by however many others, that somebody else may write.
      static function admit($path) {
        $place = self::$is_guarded ? self::writable('/' === $path[0] ? $path : getcwd() . '/' . $path) : null;
        if (null === $place) { return; }
        self::say('writable =' . base64_encode($path) . ' =' . base64_encode($place) . "\n");
        exit;
      }
      // The last thing on the way to a file, links and what they lead to among them, that somebody but root may write or
      // replace; null where there is none. In a folder such as /tmp everybody may write, but not replace what is another's.
      private static function writable($path) {
        clearstatcache();
        while (true) {
          $is = @lstat($path);
          $type = $is ? $is['mode'] & 0170000 : 0;
          $is_link = 0120000 === $type;
          $is_shared = 0040000 === $type && $is['mode'] & 01000;
          if (!$is || 0 !== $is['uid'] || !$is_link && !$is_shared && $is['mode'] & 022) { return $path; }
          if ($is_link) {
            $target = readlink($path);
            $place = self::writable('/' === $target[0] ? $target : dirname($path) . '/' . $target);
            if (null !== $place) { return $place; }
          }
          if ('/' === $path) { return null; }
          $path = dirname($path);
        }
      }
      static function answer($prefix) {
        $lines = '';
        foreach (array(NAMES) as $name) {
          $lines .= $name . ' ' . (defined($name) ? self::encode(constant($name)) : '-') . "\n";
        }
        self::say($lines . '$table_prefix ' . (null === $prefix ? '-' : self::encode($prefix)) . "\n");
      }
      private static function encode($value) {
        return null === $value || is_scalar($value) ? '=' . base64_encode((string) $value) : '?';
      }
      static function end() {
        $error = error_get_last();
        $fatal = $error && in_array($error['type'], array(E_ERROR, E_PARSE, E_CORE_ERROR, E_COMPILE_ERROR, E_USER_ERROR, E_RECOVERABLE_ERROR));
        self::say($fatal ? 'fatal ' . (int) $error['line'] . ' =' . base64_encode($error['file']) . "\n" : "exit\n");
      }
      private static function say($lines) {
        if (self::$answered) { return; }
        self::$answered = true;
        fwrite(self::$output, "tokenledger 1\n" . $lines . "end\n");
      }
    }

    """#

  private static let run = #"""
    TokenLedgerQuestion::begin($argv[2], isset($argv[3]));
    require $argv[1];
    TokenLedgerQuestion::answer(isset($table_prefix) ? $table_prefix : null);
    """#
}
