<?php
/**
 * What is shown of costs.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class CostTest extends TestCase {

	/**
	 * A cost as the tool gives it.
	 *
	 * @param array $other What is otherwise.
	 * @return array
	 */
	private function cost( array $other = array() ) {
		return $other + array(
			'amount'                => '1043.834',
			'currency'              => 'EUR',
			'unpriced_tokens'       => 0,
			'coverage'              => 100,
			'unpriced_models'       => array(),
			'models_without_output' => array(),
			'price_list'            => array(
				'version'    => '7',
				'date'       => '2026-11-28',
				'own_prices' => false,
			),
		);
	}

	/**
	 * Models without a price, as the tool names them.
	 *
	 * @param string|null ...$names Their names; null for unknown model.
	 * @return array[]
	 */
	private function unpriced( ...$names ) {
		return array_map(
			static function ( $model ) {
				return array(
					'platform'     => null === $model ? null : 'OpenAI',
					'model'        => $model,
					'total_tokens' => 5,
				);
			},
			$names
		);
	}

	/** What a browser shows of a piece of HTML, without what is for those who hear it. */
	private function seen( $html ) {
		return html_entity_decode( strip_tags( preg_replace( '#<span class="screen-reader-text">.*?</span>#', '', $html ) ) );
	}

	/** The notes below a table with these figures; where nothing has a price, with what the dashboard says of that. */
	private function notes( array $totals, array $unpriced_models = array(), array $models_without_output = array() ) {
		$cost = (array) $totals['cost'] + compact( 'unpriced_models', 'models_without_output' );
		ob_start();
		TokenLedger_Cost::show_notes( $totals, new TokenLedger_Gaps( $cost ) );
		return array_map( array( $this, 'seen' ), preg_split( '#(?<=</p>)#', (string) ob_get_clean(), -1, PREG_SPLIT_NO_EMPTY ) );
	}

	public function test_a_cost_of_all_usage_is_its_amount_in_its_currency() {
		$this->assertSame( '<bdi dir="ltr">1,043.83</bdi>', TokenLedger_Cost::html( $this->cost() ) );
		$this->assertSame( '<bdi dir="ltr">1,043.83 EUR</bdi>', TokenLedger_Cost::html( $this->cost(), true ) );
		$this->assertSame( 'Cost in EUR', TokenLedger_Cost::title( $this->cost() ) );
	}

	public function test_a_cost_that_is_not_known_is_a_dash_and_never_a_number() {
		$html = '<span aria-hidden="true">–</span><span class="screen-reader-text">unknown</span>';
		$this->assertSame( $html, TokenLedger_Cost::html( null ) );
		$this->assertSame( $html, TokenLedger_Cost::html( null, true ) );
		$this->assertSame( 'Cost', TokenLedger_Cost::title( null ) );
	}

	public function test_a_cost_that_is_too_low_says_so() {
		$html = '<bdi dir="ltr"><span aria-hidden="true">≥</span><span class="screen-reader-text">at least</span> 1,043.83</bdi>';
		// A model can have usage without a price and no total tokens.
		$this->assertSame( $html, TokenLedger_Cost::html( $this->cost( array( 'unpriced_models' => $this->unpriced( 'x' ) ) ) ) );
		$this->assertSame( $html, TokenLedger_Cost::html( $this->cost( array( 'models_without_output' => array( array( 'platform' => 'Google', 'model' => 'g' ) ) ) ) ) );
		$this->assertSame( '≥ 1,043.83 EUR', $this->seen( TokenLedger_Cost::html( $this->cost( array( 'unpriced_models' => $this->unpriced( 'x' ) ) ), true ) ) );
	}

	public function test_the_source_of_the_prices_is_named() {
		$cost = $this->cost( array( 'currency' => 'USD' ) );
		$this->assertSame(
			array( 'Costs are in USD, at the list prices of November 28, 2026 (price list 7).' ),
			$this->notes( array( 'total_tokens' => 1, 'cost' => $cost ) )
		);
		$cost['price_list']['own_prices'] = true;
		$this->assertSame(
			array( 'Costs are in USD, at the list prices of November 28, 2026 (price list 7), and at your own prices.' ),
			$this->notes( array( 'total_tokens' => 1, 'cost' => $cost ) )
		);
	}

	public function test_another_currency_is_said_to_be_converted() {
		$this->assertSame(
			array( 'Costs are in EUR, at the list prices of November 28, 2026 (price list 7). They are converted from USD at the rate of each day.' ),
			$this->notes( array( 'total_tokens' => 1, 'cost' => $this->cost() ) )
		);
	}

	/**
	 * What has no price: tokens without a price, all tokens, the share as the tool gives it, the models, and the line.
	 *
	 * @return array
	 */
	public static function gaps() {
		return array(
			'a model'       => array( 1234, 38562, 96.8, array( '<b>x</b>' ), '≥: 1,234 tokens (3.2 %) have no price: <b>x</b> (OpenAI). Enter their prices.' ),
			'one token'     => array( 1, 2, 50, array( 'x' ), '≥: 1 token (50.0 %) has no price: x (OpenAI). Enter their prices.' ),
			'unknown model' => array( 1234, 38562, 96.8, array( null ), '≥: 1,234 tokens (3.2 %) have no price: Unknown model. Say which model was used.' ),
			'both'          => array( 5, 10, 50, array( null, 'x' ), '≥: 5 tokens (50.0 %) have no price: Unknown model and x (OpenAI). Say which model was used. Enter their prices.' ),
			'many'          => array( 5, 10, 50, array( 'a', 'b', 'c', 'd', 'e' ), '≥: 5 tokens (50.0 %) have no price: a (OpenAI), b (OpenAI), c (OpenAI), and 2 more. Enter their prices.' ),
			'hardly any'    => array( 1, 1000000, 99.9, array( 'x' ), '≥: 1 token (less than 0.1 %) has no price: x (OpenAI). Enter their prices.' ),
			'just a tenth'  => array( 1, 2000, 99.9, array( 'x' ), '≥: 1 token (0.1 %) has no price: x (OpenAI). Enter their prices.' ),
			'nearly all'    => array( 999999, 1000000, 0, array( 'x' ), '≥: 999,999 tokens (more than 99.9 %) have no price: x (OpenAI). Enter their prices.' ),
			'all'           => array( 5, 5, 0, array( 'x' ), '≥: 5 tokens (100.0 %) have no price: x (OpenAI). Enter their prices.' ),
			'no total'      => array( 0, 5, 100, array( 'x' ), '≥: 0 tokens (0.0 %) have no price: x (OpenAI). Enter their prices.' ),
		);
	}

	/** @dataProvider gaps */
	public function test_what_has_no_price_is_told_with_what_mends_it( $unpriced_tokens, $total_tokens, $coverage, $models, $line ) {
		$unpriced_models = $this->unpriced( ...$models );
		$cost            = $this->cost( compact( 'coverage', 'unpriced_tokens', 'unpriced_models' ) );
		$this->assertSame( $line, $this->notes( compact( 'total_tokens', 'cost' ) )[1] );
	}

	public function test_output_that_is_not_known_is_told() {
		$cost = $this->cost( array( 'models_without_output' => array( array( 'platform' => 'Google', 'model' => 'g<i>' ) ) ) );
		$this->assertSame(
			'≥: Some answers of g<i> (Google) have no Total Tokens row, so that their output is not known.',
			$this->notes( array( 'total_tokens' => 1, 'cost' => $cost ) )[1]
		);
	}

	/**
	 * What has no price where nothing has one: the models, those without output among them, and the line.
	 *
	 * @return array
	 */
	public static function nothing() {
		$without = array( array( 'platform' => 'OpenAI', 'model' => 'x' ) );
		return array(
			'a model'        => array( array( '<b>x</b>' ), array(), 'Nothing in these days has a price: <b>x</b> (OpenAI). Enter their prices.' ),
			'unknown model'  => array( array( null ), array(), 'Nothing in these days has a price: Unknown model. Say which model was used.' ),
			'both'           => array( array( 'x', null ), array(), 'Nothing in these days has a price: x (OpenAI) and Unknown model. Say which model was used. Enter their prices.' ),
			'unknown output' => array( array( 'x' ), $without, 'Nothing in these days has a price: x (OpenAI).' ),
			'an older file'  => array( array(), array(), 'Nothing in these days has a price.' ),
		);
	}

	/** @dataProvider nothing */
	public function test_where_nothing_has_a_price_its_models_are_named_with_what_mends_it( $models, $without_output, $line ) {
		$totals = array( 'total_tokens' => 1, 'requests' => 1, 'cost' => null );
		$this->assertSame( array( $line ), $this->notes( $totals, $this->unpriced( ...$models ), $without_output ) );
	}

	public function test_of_no_usage_nothing_is_said() {
		$this->assertSame( array(), $this->notes( array( 'total_tokens' => 0, 'requests' => 0, 'cost' => null ) ) );
	}

	public function test_a_model_whose_output_is_not_known_is_not_sent_to_the_prices() {
		$models_without_output = array( array( 'platform' => 'OpenAI', 'model' => 'x' ) );
		$cost                  = $this->cost( array( 'unpriced_models' => $this->unpriced( 'x' ), 'unpriced_tokens' => 5, 'coverage' => 50 ) + compact( 'models_without_output' ) );
		$lines                 = $this->notes( array( 'total_tokens' => 10, 'cost' => $cost ) );
		$this->assertSame( '≥: 5 tokens (50.0 %) have no price: x (OpenAI).', $lines[2] );
	}
}
