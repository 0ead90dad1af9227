<?php
/**
 * What a dismissed notice hides.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class DismissalsTest extends TestCase {

	/**
	 * Messages of a check, and whether the second is of the same matter.
	 *
	 * @return array
	 */
	public static function messages() {
		return array(
			'counts'         => array( '12 rows: no date', '1,345 rows: no date', true ),
			'dates'          => array( 'since 2026-11-30 10:00:00, 3 of 9', 'since 2026-12-01 00:15:00, 4 of 9', true ),
			'another model'  => array( '7 tokens of gpt-4 (OpenAI)', '7 tokens of gpt-5 (OpenAI)', false ),
			'another letter' => array( '7 tokens of gpt-4o (OpenAI)', '7 tokens of gpt-5o (OpenAI)', false ),
			'versions'       => array( 'model claude-3.5', 'model claude-3.7', false ),
			'one model more' => array( '7 tokens of o1 (OpenAI)', '9 tokens of o1 (OpenAI), 3 tokens of o3 (OpenAI)', false ),
		);
	}

	/** @dataProvider messages */
	public function test_counts_and_dates_may_change_and_names_may_not( $before, $now, $is_same ) {
		$keys = array();
		foreach ( array( $before, $now ) as $message ) {
			$keys[] = TokenLedger_Dismissals::key( 'unpriced_models', TokenLedger_Health_View::matter( $message ) );
		}
		$this->assertSame( $is_same, $keys[0] === $keys[1], implode( ' ', $keys ) );
	}
}
