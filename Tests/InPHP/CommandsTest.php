<?php
/**
 * The words of the tool's commands.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class CommandsTest extends TestCase {

	/**
	 * Spans, and the options that they become.
	 *
	 * @return array
	 */
	public static function spans() {
		return array(
			'the usual'   => array( array(), '', '' ),
			'a period'    => array( array( 'period' => 'weekly' ), ' --period weekly', '' ),
			'a first day' => array( array( 'from' => '2024-02-29' ), '', ' --from 2024-02-29' ),
			'a last day'  => array( array( 'to' => '2099-12-31' ), '', ' --to 2099-12-31' ),
			'everything'  => array(
				array( 'period' => 'yearly', 'from' => '2000-01-01', 'to' => '2026-11-29', 'other' => '--config=/etc/shadow' ),
				' --period yearly',
				' --from 2000-01-01 --to 2026-11-29',
			),
		);
	}

	/** @dataProvider spans */
	public function test_a_span_becomes_options( array $query, $period, $days ) {
		$span = TokenLedger_Span::of( $query );
		$this->assertSame( "dashboard --no-sync$period$days --top 5", implode( ' ', TokenLedger_Commands::dashboard( $span, 5 ) ) );
		$this->assertSame( "dashboard --no-sync$period$days", implode( ' ', TokenLedger_Commands::dashboard( $span, 0 ) ) );
		$this->assertSame( "dashboard --no-sync$period$days --top 5 --no-doctor", implode( ' ', TokenLedger_Commands::dashboard( $span, 5, false ) ) );
		$this->assertSame( "dashboard --no-sync$period$days --no-doctor", implode( ' ', TokenLedger_Commands::overview( $span ) ) );
		$this->assertSame( "report --no-sync$period$days", implode( ' ', TokenLedger_Commands::report( $span ) ) );
		$this->assertSame( "export --no-sync --output -$days", implode( ' ', TokenLedger_Commands::export( false, $span ) ) );
		$this->assertSame( "export --raw --output -$days", implode( ' ', TokenLedger_Commands::export( true, $span ) ) );
	}

	public function test_a_question_for_usage_becomes_options() {
		$words = function ( array $query ) {
			return implode( ' ', TokenLedger_Commands::usage_query( TokenLedger_Usage_Query::of( $query ) ) );
		};
		$this->assertSame( 'report --no-sync', $words( array() ) );
		$this->assertSame( 'report --no-sync --period weekly --to 2026-11-29', $words( array( 'group_by' => array( 'week' ), 'end' => '2026-11-29' ) ) );
		$query = array(
			'group_by' => array( 'model', 'page' ),
			'measure'  => array( 'cost', 'requests' ),
			'start'    => '2026-01-01',
			'model'    => '--config=/etc/shadow',
			'page'     => '',
			'user_id'  => '0,7',
			'format'   => 'csv',
			'config'   => '/etc/shadow',
		);
		$this->assertSame( 'report --no-sync --from 2026-01-01 --by model,page --measure cost,requests --model=--config=/etc/shadow --page  --user-id=0,7', $words( $query ) );
	}

	public function test_prices_are_of_a_name_and_a_day() {
		$this->assertSame( array( 'prices', 'list' ), TokenLedger_Commands::prices( '', '' ) );
		$this->assertSame( array( 'prices', 'list', '--model=-x', '--on', '2026-01-01' ), TokenLedger_Commands::prices( '-x', '2026-01-01' ) );
		$this->assertSame( array( 'prices', 'list', '--unpriced' ), TokenLedger_Commands::unpriced() );
		$this->assertSame( array( 'models', 'list' ), TokenLedger_Commands::models() );
	}

	public function test_a_sync_waits_for_visitors_unless_somebody_waits_for_it() {
		$this->assertSame( array( 'sync' ), TokenLedger_Commands::sync() );
		$this->assertSame( array( 'sync', '--pace', 'gentle' ), TokenLedger_Commands::sync( 'gentle' ) );
		$this->assertSame( array( 'sync', '--pace', 'full', '--connections', '2' ), TokenLedger_Commands::quick_sync() );
	}

	public function test_an_id_is_a_number_whatever_it_was() {
		$this->assertSame( array( 'user', 'export', '7' ), TokenLedger_Commands::export_user( '7 --config /etc/shadow' ) );
		$this->assertSame( array( 'user', 'erase', '0', '--yes' ), TokenLedger_Commands::erase_user( '--help' ) );
		$this->assertSame( array( 'user', 'fold', '--months', '12', '--yes' ), TokenLedger_Commands::fold_users( 12.9 ) );
	}

	/** Every argument of a process is a string. */
	public function test_words_are_strings() {
		$span  = TokenLedger_Span::of( array( 'period' => 'daily', 'from' => '2026-01-01' ) );
		$words = array_merge(
			TokenLedger_Commands::version(),
			TokenLedger_Commands::dashboard( $span, 5 ),
			TokenLedger_Commands::report( $span ),
			TokenLedger_Commands::summary(),
			TokenLedger_Commands::doctor(),
			TokenLedger_Commands::doctor( true ),
			TokenLedger_Commands::quick_sync(),
			TokenLedger_Commands::export( true, $span ),
			TokenLedger_Commands::export_user( 1 ),
			TokenLedger_Commands::erase_user( 1 ),
			TokenLedger_Commands::fold_users( 1 ),
			TokenLedger_Commands::models(),
			TokenLedger_Commands::declare_model( TokenLedger_Model_Usage::of( array( 'from' => '2026-01-01', 'pages' => '7' ) ), 'OpenAI', '4' ),
			TokenLedger_Commands::prices( 'gpt-4o', '2026-01-01' ),
			TokenLedger_Commands::own_prices(),
			TokenLedger_Commands::set_own_prices( '/tmp/x' ),
			TokenLedger_Commands::uninstall(),
			TokenLedger_Commands::AS_DOCUMENT
		);
		$this->assertSame( $words, array_filter( $words, 'is_string' ) );
	}
}
