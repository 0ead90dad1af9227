<?php
/**
 * Where a model was used.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The days, the assistants and the pages that a declaration of a model is made for.
 */
final class TokenLedger_Model_Usage {

	/**
	 * The longest name or id, in characters.
	 */
	const LONGEST = 255;

	/**
	 * The most assistants, and the most pages: each is an argument of one command.
	 */
	const MOST = 100;

	/**
	 * The first day as YYYY-MM-DD; null where it does not say.
	 *
	 * @var string|null
	 */
	public $from;

	/**
	 * The last day as YYYY-MM-DD; null where it does not say.
	 *
	 * @var string|null
	 */
	public $to;

	/**
	 * The assistants, by id or name.
	 *
	 * @var string[]
	 */
	public $assistants = array();

	/**
	 * The pages, by id or title.
	 *
	 * @var string[]
	 */
	public $pages = array();

	/**
	 * What a form asks for.
	 *
	 * @param array $sent `from` and `to`, each of them a string, empty or absent, and `assistants` and `pages`, strings of a
	 *                    name a line or lists of such; without slashes.
	 * @return self|WP_Error
	 */
	public static function of( array $sent ) {
		$usage = new self();
		foreach ( array( 'from', 'to' ) as $name ) {
			$value = self::text( $sent, $name );
			if ( '' !== $value && ! TokenLedger_Span::is_day( trim( (string) $value ) ) ) {
				return self::invalid( __( 'A day must be written as YYYY-MM-DD, from the year 2000 on.', 'tokenledger' ) );
			}
			$usage->$name = '' === $value ? null : trim( $value );
		}
		foreach ( array( 'assistants', 'pages' ) as $name ) {
			$lines = self::lines( isset( $sent[ $name ] ) ? $sent[ $name ] : '' );
			if ( null === $lines || count( $lines ) > self::MOST || array_filter( $lines, array( __CLASS__, 'is_line' ) ) !== $lines ) {
				return self::invalid(
					/* translators: 1: number of characters, 2: number of assistants or pages */
					sprintf( __( 'Assistants and pages must be ids or names of at most %1$s characters, one a line, and at most %2$s of each.', 'tokenledger' ), number_format_i18n( self::LONGEST ), number_format_i18n( self::MOST ) )
				);
			}
			$usage->$name = $lines;
		}
		return $usage;
	}

	/**
	 * The lines of what a form sent, each once and as it is, without blank ones.
	 *
	 * @param mixed $sent A string, or a list of such.
	 * @return string[]|null Null when it is neither.
	 */
	public static function lines( $sent ) {
		$texts = (array) $sent;
		if ( array_filter( $texts, 'is_string' ) !== $texts ) {
			return null;
		}
		$lines = preg_split( '/[\r\n]+/', implode( "\n", $texts ) );
		return array_values( array_unique( array_filter( array_map( array( __CLASS__, 'filled' ), $lines ), 'strlen' ) ) );
	}

	/**
	 * A line that a form sent, as it is.
	 *
	 * @param array  $sent What was sent, without slashes.
	 * @param string $name The field.
	 * @return string|null Empty when it was not sent, or is blank; null when it is no line, or too long.
	 */
	public static function text( array $sent, $name ) {
		$value = isset( $sent[ $name ] ) ? $sent[ $name ] : '';
		return is_string( $value ) && self::is_line( $value ) ? self::filled( $value ) : null;
	}

	/**
	 * A text as it is, unless it is blank: names are compared byte by byte, and some begin or end with blanks.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	private static function filled( $text ) {
		return '' === trim( $text ) ? '' : $text;
	}

	/**
	 * Whether a text is a line that can be a name.
	 *
	 * @param string $text The text.
	 * @return bool
	 */
	private static function is_line( $text ) {
		return 1 === preg_match( '/^\P{Cc}{0,' . self::LONGEST . '}$/Du', $text );
	}

	/**
	 * The problem that a declaration cannot be taken.
	 *
	 * @param string $message What is wrong.
	 * @return WP_Error
	 */
	private static function invalid( $message ) {
		return TokenLedger_Problem::make( 'tokenledger_invalid', $message, '', 400 );
	}
}
