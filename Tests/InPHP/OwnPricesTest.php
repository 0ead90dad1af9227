<?php
/**
 * What is written of the owner's own prices.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class OwnPricesTest extends TestCase {

	/** The file that is made of what a form sent. */
	private function written( array $sent ) {
		return implode( "\n", TokenLedger_Own_Prices::of( $sent )->lines()[0] );
	}

	public function test_a_form_becomes_the_section_of_the_file() {
		$sent = array(
			'currency' => 'eur',
			'rates'    => array(
				array( 'from' => '2025-01-01', 'rate' => '0.95' ),
				array( 'from' => '', 'rate' => ' ' ),
				array( 'from' => '2026-01-01', 'rate' => '0.9' ),
			),
			'models'   => array(
				array( 'platform' => 'Azure OpenAI', 'model' => "Bo's \"x\": #1", 'from' => '2025-01-01', 'input' => '2.5', 'output' => '10', 'cached_input' => '1.25', 'same_as' => '' ),
				array( 'platform' => 'Mistral', 'model' => '12', 'free' => 'true' ),
				array( 'platform' => 'Azure OpenAI', 'model' => 'd2', 'same_as' => 'gpt-4o' ),
			),
		);
		$this->assertSame(
			<<<'YAML'
prices:
  currency: EUR
  rates:
    - from: 2025-01-01
      rate: 0.95
    - from: 2026-01-01
      rate: 0.9
  models:
    - platform: 'Azure OpenAI'
      model: 'Bo''s "x": #1'
      from: 2025-01-01
      input: 2.5
      output: 10
      cached_input: 1.25
    - platform: 'Mistral'
      model: '12'
      free: true
    - platform: 'Azure OpenAI'
      model: 'd2'
      same_as: 'gpt-4o'
YAML
			,
			$this->written( $sent )
		);
	}

	public function test_what_is_typed_stays_one_value_whatever_it_is() {
		$sent = array(
			'currency' => "E: R\n  file: x",
			'rates'    => array( array( 'from' => '2025-01-01 # x', 'rate' => '{a: b}' ) ),
			'models'   => array( array( 'platform' => "a\r\n  b: c", 'model' => "\x00&x", 'input' => '1,5', 'output' => '-1', 'free' => '!!str' ) ),
		);
		$this->assertSame(
			<<<'YAML'
prices:
  currency: 'E: R   FILE: X'
  rates:
    - from: '2025-01-01 # x'
      rate: '{a: b}'
  models:
    - platform: 'a   b: c'
      model: '&x'
      input: '1,5'
      output: '-1'
      free: '!!str'
YAML
			,
			$this->written( $sent )
		);
	}

	public function test_what_is_no_form_is_nothing() {
		$this->assertSame( 'prices:', $this->written( array() ) );
		$this->assertSame( 'prices:', $this->written( array( 'currency' => array( 'x' ), 'rates' => 'x', 'models' => array( 'x', array( 'model' => array( 'y' ) ) ) ) ) );
		$this->assertSame( 'prices:', $this->written( array( 'models' => array( array( 'model' => "\xff" ) ) ) ) );
	}

	public function test_the_tools_document_becomes_the_same_form() {
		$kept   = array(
			'currency' => null,
			'rates'    => array(),
			'models'   => array(
				array( 'platform' => 'OpenAI', 'model' => 'm', 'from' => null, 'input' => null, 'output' => null, 'cached_input' => null, 'free' => true, 'same_as' => null ),
				array( 'platform' => 'OpenAI', 'model' => 'n', 'from' => '2026-01-01', 'input' => '0', 'output' => '9', 'cached_input' => null, 'free' => false, 'same_as' => null ),
			),
		);
		$prices = TokenLedger_Own_Prices::of( $kept );
		$this->assertSame( '', $prices->currency );
		$this->assertSame(
			array(
				array( 'platform' => 'OpenAI', 'model' => 'm', 'from' => '', 'input' => '', 'output' => '', 'cached_input' => '', 'free' => 'true', 'same_as' => '' ),
				array( 'platform' => 'OpenAI', 'model' => 'n', 'from' => '2026-01-01', 'input' => '0', 'output' => '9', 'cached_input' => '', 'free' => '', 'same_as' => '' ),
			),
			$prices->models
		);
		// What a form keeps of it is the same again.
		$this->assertEquals( $prices, TokenLedger_Own_Prices::of( get_object_vars( $prices ) ) );
	}

	public function test_each_line_knows_its_row() {
		$prices = TokenLedger_Own_Prices::of(
			array(
				'currency' => 'EUR',
				'rates'    => array( array( 'from' => '2025-01-01', 'rate' => '1' ) ),
				'models'   => array( array( 'platform' => 'a', 'model' => 'b' ), array( 'platform' => 'c', 'model' => 'd' ) ),
			)
		);
		$this->assertSame(
			array( array( '', 0 ), array( '', 0 ), array( 'rates', 1 ), array( 'rates', 1 ), array( 'rates', 1 ), array( 'models', 1 ), array( 'models', 1 ), array( 'models', 1 ), array( 'models', 2 ), array( 'models', 2 ) ),
			$prices->lines()[1]
		);
	}
}
