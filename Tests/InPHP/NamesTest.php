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

	public function test_the_members_of_a_dimension_are_called_the_same() {
		$this->assertSame( 'No page', TokenLedger_Names::member( 'page', array( 'id' => '', 'name' => '' ) ) );
		$this->assertSame( 'Guests', TokenLedger_Names::member( 'user', array( 'id' => '0', 'name' => 'x' ) ) );
		$this->assertSame( '09:00', TokenLedger_Names::member( 'hour', array( 'id' => '9', 'name' => '09:00' ) ) );
		$this->assertSame( 'gpt-4o', TokenLedger_Names::member( 'model', array( 'id' => 'OpenAI/gpt-4o', 'name' => 'gpt-4o' ) ) );
		$this->assertSame( 'Unknown model', TokenLedger_Names::member( 'model', array( 'id' => '', 'name' => 'unknown model' ) ) );
		$this->assertSame( 'gpt-4o (OpenAI)', TokenLedger_Names::model( 'OpenAI', 'gpt-4o' ) );
	}

	/** @dataProvider rows */
	public function test_each_has_the_best_name_there_is( $kind, $id, $name, $shown ) {
		$this->assertSame( $shown, TokenLedger_Names::of( $kind, compact( 'id', 'name' ) ) );
	}
}
