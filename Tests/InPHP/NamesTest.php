<?php
/**
 * What assistants, pages and users are called.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class NamesTest extends TestCase {

	/**
	 * Rows of rankings, and the names that are shown.
	 *
	 * @return array
	 */
	public static function rows() {
		return array(
			array( 'assistants', 'asst_1', 'Desk <b>', 'Desk <b>' ),
			array( 'assistants', 'asst_1', 'asst_1', 'asst_1' ),
			array( 'assistants', '', '', 'No assistant' ),
			array( 'pages', '7', 'Prices', 'Prices' ),
			array( 'pages', '7', '7', 'Page 7, which is gone' ),
			array( 'pages', '', '', 'No page' ),
			array( 'pages', '999999', '999999', 'Remote widget' ),
			array( 'pages', '999999', 'Remote widget', 'Remote widget' ),
			array( 'pages', '999999', 'A page of that id', 'A page of that id' ),
			array( 'users', '42', 'Ada', 'Ada' ),
			array( 'users', '42', '42', 'User 42, who is gone' ),
			array( 'users', '0', '0', 'Guests' ),
			array( 'users', '', '', 'Guests' ),
			array( 'users', 'erased', 'Erased users', 'Erased users' ),
			array( 'users', 'everyone', 'x', 'All users of old days' ),
		);
	}

	/** @dataProvider rows */
	public function test_each_has_the_best_name_there_is( $kind, $id, $name, $shown ) {
		$this->assertSame( $shown, TokenLedger_Names::of( $kind, compact( 'id', 'name' ) ) );
	}
}
