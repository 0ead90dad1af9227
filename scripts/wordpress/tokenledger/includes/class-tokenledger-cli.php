<?php
/**
 * The command of WP-CLI.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * `wp tokenledger …`: hands everything on to the tool, with WordPress' own access to the database. What the tool writes, and
 * its exit code, come through as they are.
 *
 * WP-CLI knows words, `--name=value` and `--name` alone; it takes some options for itself, and of one that is given twice it
 * may keep only the last.
 */
final class TokenLedger_CLI {

	/**
	 * The command.
	 */
	const COMMAND = 'tokenledger';

	/**
	 * The tool's options that say where the site is, which WordPress says.
	 */
	const PLACES = array( 'site', 'sites', 'wp-path', 'wp-config', 'wp-config-by', 'defaults-file', 'defaults-group', 'database', 'prefix' );

	/**
	 * The options that the tool takes more than once, by its commands; here their values stand in a list with commas.
	 */
	const LISTS = array(
		'models set'   => array( 'assistant', 'page' ),
		'models unset' => array( 'assistant', 'page' ),
	);

	/**
	 * The exit codes of kinds of problems that the tool has no part in.
	 */
	const USAGE       = 64;
	const UNAVAILABLE = 69;

	/**
	 * Adds the command where WP-CLI runs.
	 */
	public static function register() {
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			WP_CLI::add_command( self::COMMAND, array( __CLASS__, 'run' ) );
		}
	}

	/**
	 * Runs the tokenledger tool on this site.
	 *
	 * Everything behind "wp tokenledger" goes to the tool, which finds the database as WordPress does. "wp tokenledger help"
	 * shows its commands, and "wp tokenledger help report" the options of one.
	 *
	 * WP-CLI wants values behind an equals sign. It takes --user, --path, --url and --quiet for itself: a person's usage is
	 * asked for with --user-id, and another site of a network with --url. Options that the tool takes more than once are given
	 * once here, with commas; a comma within a value has a backslash before it. The tool cannot ask anything here, so what it
	 * would ask before needs --yes.
	 *
	 * ## EXAMPLES
	 *
	 *     wp tokenledger sync
	 *     wp tokenledger report --period=monthly --by=model,page --format=csv
	 *     wp tokenledger report --by=model --user-id=7
	 *     wp tokenledger models set --page=2,7 --platform=OpenAI --model=gpt-4o
	 *     wp tokenledger doctor --url=example.org/shop
	 *
	 * @when after_wp_load
	 *
	 * @param string[] $args       Words.
	 * @param array    $assoc_args Options: true or false for one without a value.
	 */
	public static function run( $args, $assoc_args ) {
		$typed   = self::typed();
		$refusal = self::refusal( $assoc_args, $typed );
		if ( null !== $refusal ) {
			self::fail( $refusal, self::USAGE );
		}
		$config = array( WP_CLI::get_config( 'quiet' ), WP_CLI::get_config( 'color' ) );
		$words  = array_merge( self::words( $args, $assoc_args ), $config[0] ? array( '--quiet' ) : array(), false === $config[1] ? array( '--no-color' ) : array() );
		// Its help and its version are of no site.
		$is_general = ! $args || 'help' === $args[0];
		$code       = TokenLedger_Ledger::of()->hand_on( $is_general ? array_merge( array( 'help' ), array_slice( $args, 1 ) ) : $words, ! $is_general );
		if ( is_wp_error( $code ) ) {
			self::fail( trim( $code->get_error_message() . ' ' . TokenLedger_Problem::data( $code, 'advice' ) ), self::UNAVAILABLE );
		}
		$hint = self::USAGE === $code ? self::hint( $assoc_args, $typed ) : '';
		if ( '' !== $hint ) {
			WP_CLI::error( $hint, false );
		}
		WP_CLI::halt( $code );
	}

	/**
	 * The tool's words for what WP-CLI has read: words first, so that no option takes one for its value.
	 *
	 * @param string[] $args       Words.
	 * @param array    $assoc_args Options.
	 * @return string[]
	 */
	public static function words( array $args, array $assoc_args ) {
		$command = implode( ' ', array_slice( $args, 0, 2 ) );
		$lists   = isset( self::LISTS[ $command ] ) ? self::LISTS[ $command ] : array();
		$words   = array_map( 'strval', $args );
		foreach ( $assoc_args as $name => $value ) {
			$option = (string) $name;
			$values = is_string( $value ) && in_array( $option, $lists, true ) ? self::parts( $value ) : (array) $value;
			foreach ( $values as $one ) {
				if ( true === $one ) {
					$words[] = "--$option";
				} elseif ( false === $one ) {
					$words[] = "--no-$option";
				} else {
					// The tool takes an empty name only as a separate word.
					array_push( $words, ...( '' === (string) $one ? array( "--$option", '' ) : array( "--$option=$one" ) ) );
				}
			}
		}
		return $words;
	}

	/**
	 * Why options cannot be handed on.
	 *
	 * @param array    $assoc_args Options.
	 * @param string[] $typed      What was typed behind the command.
	 * @return string|null Null when they can.
	 */
	public static function refusal( array $assoc_args, array $typed ) {
		foreach ( self::PLACES as $name ) {
			if ( array_key_exists( $name, $assoc_args ) ) {
				/* translators: %s: an option */
				return sprintf( __( '%s is not for here: WordPress says where the site is. Another site of a network is chosen with --url.', 'tokenledger' ), "--$name" );
			}
		}
		$seen = array();
		foreach ( $typed as $word ) {
			if ( 1 !== preg_match( '/^--([^=]+)=/', $word, $option ) ) {
				continue;
			}
			$name = $option[1];
			if ( 'user' === $name ) {
				return __( '--user is WP-CLI\'s own and chooses who runs the command. A person\'s usage is asked for with --user-id=ID.', 'tokenledger' );
			}
			if ( isset( $seen[ $name ] ) && ! ( isset( $assoc_args[ $name ] ) && is_array( $assoc_args[ $name ] ) ) ) {
				/* translators: 1: an option, 2: the same option */
				return sprintf( __( '%1$s is given twice, and WP-CLI keeps the last alone. Give a list with commas: %2$s=A,B', 'tokenledger' ), "--$name", "--$name" );
			}
			$seen[ $name ] = true;
		}
		return null;
	}

	/**
	 * What may be wrong with a call that the tool does not understand: a value that stands behind its option as a word.
	 *
	 * @param array    $assoc_args Options.
	 * @param string[] $typed      What was typed behind the command.
	 * @return string Empty when it is something else.
	 */
	public static function hint( array $assoc_args, array $typed ) {
		foreach ( $typed as $place => $word ) {
			$next = isset( $typed[ $place + 1 ] ) ? $typed[ $place + 1 ] : '-';
			$name = substr( $word, 2 );
			if ( 0 === strpos( $word, '--' ) && isset( $assoc_args[ $name ] ) && true === $assoc_args[ $name ] && '-' !== substr( $next, 0, 1 ) ) {
				/* translators: %s: an option with its value, such as --period=monthly */
				return sprintf( __( 'WP-CLI wants a value behind an equals sign: %s', 'tokenledger' ), "$word=$next" );
			}
		}
		return '';
	}

	/**
	 * The values of a list with commas; a comma behind a backslash is part of its value.
	 *
	 * @param string $list The list.
	 * @return string[]
	 */
	private static function parts( $list ) {
		return str_replace( '\\,', ',', preg_split( '/(?<!\\\\),/', $list ) );
	}

	/**
	 * What was typed behind the command, as it was typed.
	 *
	 * @return string[]
	 */
	private static function typed() {
		$all   = isset( $GLOBALS['argv'] ) ? array_map( 'strval', (array) $GLOBALS['argv'] ) : array();
		$place = array_search( self::COMMAND, $all, true );
		return false === $place ? array() : array_slice( $all, $place + 1 );
	}

	/**
	 * Ends with an error.
	 *
	 * @param string $message What is wrong.
	 * @param int    $code    The exit code.
	 */
	private static function fail( $message, $code ) {
		WP_CLI::error( $message, false );
		WP_CLI::halt( $code );
	}
}
