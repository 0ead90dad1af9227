<?php
/**
 * The owner's own prices as a form sends them.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * A currency, its dated rates, and contracted prices, as texts that nobody has checked yet: the tool does that.
 */
final class TokenLedger_Own_Prices {

	/**
	 * The fields of a rate and of a price, in the order of the form and of the file. Those that are names are quoted.
	 */
	const RATE  = array( 'from', 'rate' );
	const PRICE = array( 'platform', 'model', 'from', 'input', 'output', 'cached_input', 'free', 'same_as' );
	const NAMES = array( 'platform', 'model', 'same_as' );

	/**
	 * The currency; empty for the price list's own.
	 *
	 * @var string
	 */
	public $currency = '';

	/**
	 * The rates: arrays of texts by the names of RATE.
	 *
	 * @var array[]
	 */
	public $rates = array();

	/**
	 * The prices: arrays of texts by the names of PRICE.
	 *
	 * @var array[]
	 */
	public $models = array();

	/**
	 * The prices that a form sent, or that the tool's document holds. Rows without a word are left out.
	 *
	 * @param array $source `currency`, `rates` and `models`; without slashes.
	 * @return self
	 */
	public static function of( array $source ) {
		$prices           = new self();
		$prices->currency = strtoupper( self::line( isset( $source['currency'] ) ? $source['currency'] : '' ) );
		$prices->rates    = self::rows( isset( $source['rates'] ) ? $source['rates'] : array(), self::RATE );
		$prices->models   = self::rows( isset( $source['models'] ) ? $source['models'] : array(), self::PRICE );
		return $prices;
	}

	/**
	 * The same as the section `prices` of tokenledger.yml, and for each of its lines what of the form it is.
	 *
	 * @return array Lists of lines, and of what they are of: '' for the currency, or `rates` or `models` and the row's
	 *               number from 1.
	 */
	public function lines() {
		$lines = array( 'prices:' );
		$parts = array( array( '', 0 ) );
		if ( '' !== $this->currency ) {
			$lines[] = '  currency: ' . self::scalar( 'currency', $this->currency );
			$parts[] = array( '', 0 );
		}
		foreach ( array_filter( array( 'rates' => $this->rates, 'models' => $this->models ) ) as $list => $rows ) {
			$lines[] = "  $list:";
			$parts[] = array( $list, 1 );
			foreach ( $rows as $number => $row ) {
				$start = '    - ';
				foreach ( array_filter( $row, 'strlen' ) as $name => $value ) {
					$lines[] = "$start$name: " . self::scalar( $name, $value );
					$parts[] = array( $list, $number + 1 );
					$start   = '      ';
				}
			}
		}
		return array( $lines, $parts );
	}

	/**
	 * A value in YAML: a number, a day or a word as it stands, anything else in quotes, so that it is one value whatever it
	 * holds.
	 *
	 * @param string $name  Its key.
	 * @param string $value The value, one line.
	 * @return string
	 */
	private static function scalar( $name, $value ) {
		return ! in_array( $name, self::NAMES, true ) && preg_match( '/^[0-9A-Za-z][0-9A-Za-z.-]*$/D', $value )
			? $value
			: "'" . str_replace( "'", "''", $value ) . "'";
	}

	/**
	 * The rows of a list that say something.
	 *
	 * @param mixed    $sent  What was sent.
	 * @param string[] $names The fields of a row.
	 * @return array[]
	 */
	private static function rows( $sent, array $names ) {
		$rows = array();
		foreach ( is_array( $sent ) ? $sent : array() as $given ) {
			$row = array();
			foreach ( $names as $name ) {
				$row[ $name ] = self::line( is_array( $given ) && isset( $given[ $name ] ) ? $given[ $name ] : '' );
			}
			if ( '' !== implode( '', $row ) ) {
				$rows[] = $row;
			}
		}
		return $rows;
	}

	/**
	 * A value as a line.
	 *
	 * @param mixed $value The value; what is no text is none.
	 * @return string
	 */
	private static function line( $value ) {
		if ( is_bool( $value ) ) {
			return $value ? 'true' : '';
		}
		$text = is_string( $value ) ? wp_check_invalid_utf8( $value ) : '';
		return trim( (string) preg_replace( '/[\p{Cc}\x{2028}\x{2029}]+/u', ' ', $text ) );
	}
}
