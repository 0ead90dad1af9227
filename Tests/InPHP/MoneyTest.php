<?php
/**
 * How costs are shown.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class MoneyTest extends TestCase {

	protected function tearDown(): void {
		unset( $GLOBALS['wp_locale'] );
	}

	/**
	 * A cost of a document.
	 *
	 * @param string $amount How much.
	 * @param array  $other  What is not as usual.
	 * @return array
	 */
	private static function cost( $amount, array $other = array() ) {
		return $other + array(
			'amount'                => $amount,
			'currency'              => 'USD',
			'coverage'              => 100,
			'unpriced_models'       => array(),
			'models_without_output' => array(),
		);
	}

	/**
	 * Exact amounts, and how the tool's own tables show them.
	 *
	 * @return array
	 */
	public static function amounts() {
		return array(
			array( '0', '0.00' ),
			array( '2', '2.00' ),
			array( '0.5', '0.50' ),
			array( '0.3086425', '0.31' ),
			array( '0.004999999999', '0.005' ),
			array( '0.01', '0.01' ),
			array( '0.0149999', '0.01' ),
			array( '0.015', '0.02' ),
			array( '0.001615049', '0.001615' ),
			array( '0.0016155', '0.001616' ),
			array( '0.000000000001', '0.000000000001' ),
			array( '0.00999949', '0.009999' ),
			array( '0.0099999', '0.01' ),
			array( '0.00099999', '0.001' ),
			array( '0.995', '1.00' ),
			array( '9.995', '10.00' ),
			array( '999.995', '1,000.00' ),
			array( '1043.834', '1,043.83' ),
			array( '-2', '-2.00' ),
			array( '-0.001615049', '-0.001615' ),
			// As a float the cents would be lost.
			array( '999999999999999999.994999999999', '999,999,999,999,999,999.99' ),
			array( '123456789012345678.01', '123,456,789,012,345,678.01' ),
			array( null, '–' ),
			array( '', '–' ),
			array( '1e3', '–' ),
			array( "2\n", '–' ),
			array( '<b>', '–' ),
		);
	}

	/** @dataProvider amounts */
	public function test_an_amount_is_shown_to_the_cent_and_a_small_one_by_its_digits( $exact, $shown ) {
		$this->assertSame( $shown, TokenLedger_Money::number( $exact ) );
	}

	public function test_a_cost_has_its_currency() {
		$this->assertSame( '1,043.83 USD', TokenLedger_Money::format( self::cost( '1043.834' ) ) );
		$this->assertSame( '0.00 EUR', TokenLedger_Money::format( self::cost( '0', array( 'currency' => 'EUR' ) ) ) );
	}

	public function test_an_unknown_cost_is_not_nothing() {
		$this->assertSame( '–', TokenLedger_Money::format( null ) );
		$this->assertSame( '', TokenLedger_Money::coverage( null ) );
	}

	public function test_a_part_without_a_price_is_told() {
		$gaps = array(
			'unpriced_models'       => array( array( 'platform' => null, 'model' => null, 'total_tokens' => 0 ) ),
			'models_without_output' => array( array( 'platform' => 'Google', 'model' => 'gemini-2.0-flash' ) ),
		);
		foreach ( $gaps as $key => $models ) {
			$cost = self::cost( '2.5', array( $key => $models, 'coverage' => 97.3 ) );
			$this->assertSame( '≥ 2.50 USD', TokenLedger_Money::format( $cost ) );
			$this->assertSame( '97.3 % of the tokens have a price', TokenLedger_Money::coverage( $cost ) );
			$this->assertSame( '', TokenLedger_Money::coverage( array( 'coverage' => null ) + $cost ) );
		}
		$this->assertSame( '', TokenLedger_Money::coverage( self::cost( '2.5' ) ) );
	}

	public function test_the_separators_are_those_of_the_language() {
		foreach ( array( array( ',', '.', '1.043,83 USD' ), array( ',', '&nbsp;', '1&nbsp;043,83 USD' ), array( '.', '', '1043.83 USD' ) ) as $case ) {
			list( $point, $separator, $shown ) = $case;

			$GLOBALS['wp_locale'] = (object) array(
				'number_format' => array(
					'decimal_point' => $point,
					'thousands_sep' => $separator,
				),
			);
			$this->assertSame( $shown, TokenLedger_Money::format( self::cost( '1043.834' ) ) );
		}
	}

	public function test_a_currency_is_text() {
		$this->assertSame( '1.00 &lt;b&gt;', TokenLedger_Money::format( self::cost( '1', array( 'currency' => '<b>' ) ) ) );
	}
}
