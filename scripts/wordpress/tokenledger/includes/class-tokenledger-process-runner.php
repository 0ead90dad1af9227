<?php
/**
 * Starting the tool with proc_open.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Starts the tool as a process of its own, without a shell, and tells it on standard input where the site is.
 */
final class TokenLedger_Process_Runner extends TokenLedger_Program_Runner {

	/**
	 * Seconds between asking a process to end and ending it.
	 */
	const GRACE = 2;

	/**
	 * Whether PHP lets us.
	 *
	 * @return bool
	 */
	public static function is_available() {
		return self::has( 'proc_open', 'proc_get_status', 'proc_terminate', 'proc_close' );
	}

	/** {@inheritDoc} */
	protected function site() {
		return array( '--site', '-' );
	}

	/** {@inheritDoc} */
	protected function input() {
		return TokenLedger_Access::json( $this->blog_id );
	}

	/** {@inheritDoc} */
	public function execute( array $command, $seconds, $input = '', $begin = null ) {
		$kinds = array( array( 'pipe', 'r' ), array( 'pipe', 'w' ), array( 'pipe', 'w' ) );
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- the result says it.
		$process = @proc_open( $command, $kinds, $pipes, '/', self::environment() );
		if ( ! is_resource( $process ) ) {
			return new TokenLedger_Result( TokenLedger_Result::NOT_STARTED );
		}
		foreach ( $pipes as $pipe ) {
			stream_set_blocking( $pipe, false );
		}
		$result = new TokenLedger_Result( 0 );
		try {
			$result->code = $this->attend( $process, $pipes, $seconds, $input, $begin, $result );
		} finally {
			array_map( 'fclose', array_filter( $pipes, 'is_resource' ) );
			self::end( $process );
		}
		return $result;
	}

	/** {@inheritDoc} */
	public function attach( array $command, $input ) {
		$kinds = array( array( 'pipe', 'r' ), STDOUT, STDERR );
		// In the person's own folder, where the files are that the words name.
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- the result says it.
		$process = @proc_open( $command, $kinds, $pipes, null, self::environment( array( 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'COLUMNS', 'NO_COLOR' ) ) );
		if ( ! is_resource( $process ) ) {
			return TokenLedger_Result::NOT_STARTED;
		}
		while ( isset( $pipes[0] ) ) {
			self::feed( $pipes, $input );
		}
		$code = self::exit_code( $process, INF );
		proc_close( $process );
		return $code;
	}

	/**
	 * Feeds a process, and reads what it writes, until it has ended or must be.
	 *
	 * @param resource           $process The process.
	 * @param resource[]         $pipes   Its standard input, output and error.
	 * @param int                $seconds How long it may take, or be silent.
	 * @param string             $input   What it reads.
	 * @param callable|null      $begin   Called before the first byte of an output that streams.
	 * @param TokenLedger_Result $result  Gets the output and the errors.
	 * @return int The exit code, the process's own or ours.
	 */
	private function attend( $process, array &$pipes, $seconds, $input, $begin, TokenLedger_Result $result ) {
		$deadline = microtime( true ) + $seconds;
		$begun    = false;
		while ( isset( $pipes[1] ) || isset( $pipes[2] ) ) {
			$read   = array_intersect_key( $pipes, array_flip( array( 1, 2 ) ) );
			$write  = array_intersect_key( $pipes, array( 0 ) );
			$except = null;
			$left   = $deadline - microtime( true );
			if ( $left <= 0 ) {
				return TokenLedger_Result::TIMED_OUT;
			}
			// A signal ends the waiting early with false; the loop waits again.
			// phpcs:ignore WordPress.PHP.NoSilencedErrors
			if ( ! @stream_select( $read, $write, $except, (int) $left, 250000 ) ) {
				continue;
			}
			if ( $write ) {
				self::feed( $pipes, $input );
			}
			foreach ( $read as $number => $pipe ) {
				$block = fread( $pipe, self::BLOCK ); // phpcs:ignore WordPress.WP.AlternativeFunctions
				if ( false === $block || '' === $block ) {
					if ( feof( $pipe ) ) {
						fclose( $pipe ); // phpcs:ignore WordPress.WP.AlternativeFunctions
						unset( $pipes[ $number ] );
					}
				} elseif ( 2 === $number ) {
					$result->errors = substr( $result->errors . $block, 0, self::LONGEST_ERRORS );
				} elseif ( null === $begin ) {
					$result->output .= $block;
					if ( strlen( $result->output ) > self::LONGEST_OUTPUT ) {
						$result->output = '';
						return TokenLedger_Result::TOO_LONG;
					}
				} else {
					if ( ! $begun ) {
						$begun = true;
						call_user_func( $begin );
					}
					echo $block; // phpcs:ignore WordPress.Security.EscapeOutput -- a file, byte for byte.
					flush();
					if ( connection_aborted() ) {
						return TokenLedger_Result::ABORTED;
					}
					$deadline = microtime( true ) + $seconds;
				}
			}
		}
		return self::exit_code( $process, $deadline );
	}

	/**
	 * Writes as much of the input as the process takes, and closes the pipe after the last of it.
	 *
	 * @param resource[] $pipes The pipes.
	 * @param string     $input What is left to write.
	 */
	private static function feed( array &$pipes, &$input ) {
		// A process that ended without reading is no error here: its exit code will say.
		$taken = @fwrite( $pipes[0], $input ); // phpcs:ignore WordPress
		$input = $taken ? (string) substr( $input, $taken ) : $input;
		if ( '' === $input || ! $taken ) {
			fclose( $pipes[0] ); // phpcs:ignore WordPress.WP.AlternativeFunctions
			unset( $pipes[0] );
		}
	}

	/**
	 * The exit code of a process that has closed its output.
	 *
	 * @param resource $process  The process.
	 * @param float    $deadline When it must have ended.
	 * @return int
	 */
	private static function exit_code( $process, $deadline ) {
		while ( microtime( true ) < $deadline ) {
			$status = proc_get_status( $process );
			if ( ! $status['running'] ) {
				return $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
			}
			usleep( 1000 );
		}
		return TokenLedger_Result::TIMED_OUT;
	}

	/**
	 * Ends a process, should it still run, and forgets it.
	 *
	 * @param resource $process The process.
	 */
	private static function end( $process ) {
		$status = proc_get_status( $process );
		if ( $status['running'] ) {
			proc_terminate( $process );
			$deadline = microtime( true ) + self::GRACE;
			do {
				usleep( 10000 );
				$status = proc_get_status( $process );
			} while ( $status['running'] && microtime( true ) < $deadline );
			if ( $status['running'] ) {
				proc_terminate( $process, 9 );
			}
		}
		proc_close( $process );
	}

	/**
	 * The environment of the process: what it needs to be loaded, and nothing that could name another site.
	 *
	 * @param string[] $more What else it has, where it is set.
	 * @return string[]
	 */
	private static function environment( array $more = array() ) {
		$environment = array(
			'PATH' => '/usr/local/bin:/usr/bin:/bin',
			'LANG' => 'C.UTF-8',
		);
		foreach ( array_merge( array( 'LD_LIBRARY_PATH', 'TZDIR' ), $more ) as $name ) {
			$value = getenv( $name );
			if ( is_string( $value ) ) {
				$environment[ $name ] = $value;
			}
		}
		return $environment;
	}
}
