<?php
/**
 * Where a model was used.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The days, the assistant and the page that a declaration of a model is made for; null where it does not say.
 */
final class TokenLedger_Model_Usage {

	/**
	 * The longest name or id, in characters.
	 */
	const LONGEST = 255;

	/**
	 * The first day as YYYY-MM-DD.
	 *
	 * @var string|null
	 */
	public $from;

	/**
	 * The last day.
	 *
	 * @var string|null
	 */
	public $to;

	/**
	 * The assistant's id.
	 *
	 * @var string|null
	 */
	public $assistant;

	/**
	 * The page's id.
	 *
	 * @var string|null
	 */
	public $page;

	/**
	 * What a form asks for.
	 *
	 * @param array $sent `from`, `to`, `assistant` and `page`, each of them a string, empty or absent; without slashes.
	 * @return self|WP_Error
	 */
	public static function of( array $sent ) {
		$usage = new self();
		foreach ( array_keys( get_object_vars( $usage ) ) as $name ) {
			$value = self::text( $sent, $name );
			if ( null !== $value && in_array( $name, array( 'from', 'to' ), true ) ) {
				$value = trim( $value );
			}
			$valid = '' === $value || ! in_array( $name, array( 'from', 'to' ), true ) || TokenLedger_Span::is_day( (string) $value );
			if ( null === $value || ! $valid ) {
				return TokenLedger_Problem::make(
					'tokenledger_invalid',
					$valid
						? __( 'An id must be one line of at most 255 characters.', 'tokenledger' )
						: __( 'A day must be written as YYYY-MM-DD, from the year 2000 on.', 'tokenledger' ),
					'',
					400
				);
			}
			$usage->$name = '' === $value ? null : $value;
		}
		return $usage;
	}

	/**
	 * A line that a form sent, as it is: names are compared byte by byte, and some begin or end with blanks.
	 *
	 * @param array  $sent What was sent, without slashes.
	 * @param string $name The field.
	 * @return string|null Empty when it was not sent, or is blank; null when it is no line, or too long.
	 */
	public static function text( array $sent, $name ) {
		$value = isset( $sent[ $name ] ) ? $sent[ $name ] : '';
		if ( ! is_string( $value ) || ! preg_match( '/^\P{Cc}{0,' . self::LONGEST . '}$/Du', $value ) ) {
			return null;
		}
		return '' === trim( $value ) ? '' : $value;
	}
}
