<?php
/**
 * What the files of the server's cron answer.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class FilesRunnerTest extends TestCase {

	/**
	 * The state of health that cron keeps.
	 */
	const HEALTH = array(
		'schema' => 'tokenledger.doctor/1',
		'checks' => array( array( 'name' => 'lag', 'level' => 'failure' ) ),
	);

	/**
	 * The folder of the files, which a constant names for all tests.
	 *
	 * @var string
	 */
	private static $folder;

	/** A dashboard for each period, the state of health and the file of all days; the site's own period is the month. */
	public static function setUpBeforeClass(): void {
		self::$folder = sys_get_temp_dir() . '/tokenledger-files-' . getmypid();
		mkdir( self::$folder . '/3', 0700, true );
		foreach ( TokenLedger_Span::PERIODS as $period ) {
			$dashboard = array(
				'schema'  => 'tokenledger.dashboard/1',
				'report'  => array( 'period' => $period, 'reporting_period' => 'monthly' ),
				'summary' => array( 'schema' => 'tokenledger.summary/2' ),
				'doctor'  => null,
			);
			file_put_contents( self::$folder . "/3/dashboard-$period.json", wp_json_encode( $dashboard ) );
		}
		file_put_contents( self::$folder . '/3/doctor.json', wp_json_encode( self::HEALTH ) );
		file_put_contents( self::$folder . '/3/usage.csv', "Date,Requests\n2026-01-01,7\n" );
		define( 'TOKENLEDGER_FILES', self::$folder . '/' );
	}

	public static function tearDownAfterClass(): void {
		array_map( 'unlink', glob( self::$folder . '/3/*' ) );
		rmdir( self::$folder . '/3' );
		rmdir( self::$folder );
	}

	/**
	 * The ledger of a blog whose files are there.
	 *
	 * @return TokenLedger_Files_Runner
	 */
	private function ledger() {
		return new TokenLedger_Files_Runner( 3 );
	}

	/** A question for usage. */
	private static function usage( array $groups = array(), $start = '' ) {
		return TokenLedger_Usage_Query::of( array( 'group_by' => $groups, 'start' => $start ) );
	}

	/** Sends the file, and gives what was sent. */
	private function sent( $raw, TokenLedger_Span $span ) {
		$begun   = 0;
		$outcome = null;
		ob_start();
		$outcome = $this->ledger()->export(
			$raw,
			$span,
			static function () use ( &$begun ) {
				++$begun;
			}
		);
		return array( $outcome, $begun, (string) ob_get_clean() );
	}

	public function test_a_period_is_its_file_and_the_usual_one_is_the_sites_own() {
		foreach ( TokenLedger_Span::PERIODS as $period ) {
			$span = TokenLedger_Span::of( compact( 'period' ) );
			$this->assertSame( $period, $this->ledger()->dashboard( $span, 5 )['report']['period'] );
			$this->assertSame( $period, $this->ledger()->overview( $span )['report']['period'] );
			$this->assertSame( $period, $this->ledger()->usage( self::usage( array( array_search( $period, TokenLedger_Span::PERIODS, true ) ) ) )['period'] );
		}
		$this->assertSame( 'monthly', $this->ledger()->usage( self::usage() )['period'] );
	}

	public function test_the_summary_of_a_dashboard_answers_too() {
		$this->assertSame( array( 'schema' => 'tokenledger.summary/2' ), $this->ledger()->summary() );
	}

	public function test_the_state_of_health_is_a_file_of_its_own_and_every_dashboard_has_it() {
		$this->assertSame( self::HEALTH, $this->ledger()->doctor() );
		foreach ( array_merge( array( '' ), array_values( TokenLedger_Span::PERIODS ) ) as $period ) {
			$span = TokenLedger_Span::of( compact( 'period' ) );
			$this->assertSame( self::HEALTH, $this->ledger()->dashboard( $span, 5 )['doctor'] );
			$this->assertNull( $this->ledger()->overview( $span )['doctor'] );
		}
	}

	public function test_a_dashboard_is_shown_without_a_state_of_health_that_cannot_be_read() {
		$file  = self::$folder . '/3/doctor.json';
		$whole = file_get_contents( $file );
		$codes = array();
		foreach ( array( null, '', substr( $whole, 0, -1 ), '{"schema":"tokenledger.doctor/0"}' ) as $text ) {
			null === $text ? unlink( $file ) : file_put_contents( $file, $text );
			$dashboard = $this->ledger()->dashboard( new TokenLedger_Span(), 5 );
			$this->assertSame( 'monthly', $dashboard['report']['period'] );
			$this->assertArrayHasKey( 'doctor', $dashboard );
			$this->assertNull( $dashboard['doctor'] );
			$codes[] = $this->ledger()->doctor()->get_error_code();
		}
		file_put_contents( $file, $whole );
		$this->assertSame( array_merge( array( 'tokenledger_run' ), array_fill( 0, 3, 'tokenledger_unreadable' ) ), $codes );
	}

	public function test_the_file_of_all_days_is_sent_as_it_is() {
		$this->assertSame( array( true, 1, "Date,Requests\n2026-01-01,7\n" ), $this->sent( false, new TokenLedger_Span() ) );
	}

	public function test_nothing_else_is_answered() {
		$days    = TokenLedger_Span::of( array( 'from' => '2026-01-01' ) );
		$ledger  = $this->ledger();
		$answers = array(
			$ledger->dashboard( $days, 5 ),
			$ledger->usage( self::usage( array(), '2026-01-01' ) ),
			$ledger->usage( self::usage( array( 'model' ) ) ),
			$ledger->send_usage( self::usage(), 'phpinfo' ),
			$ledger->prices( '', '' ),
			$ledger->unpriced(),
			$ledger->models(),
			$ledger->dashboard( TokenLedger_Span::of( array( 'by' => 'model' ) ), 5 ),
			$ledger->declare_model( new TokenLedger_Model_Usage(), 'a', 'b' ),
			$ledger->undeclare_model( new TokenLedger_Model_Usage() ),
			$ledger->own_prices(),
			$ledger->set_own_prices( 'prices:' ),
			$ledger->sync( 60 ),
			$ledger->export_user( 1 ),
			$ledger->erase_user( 1 ),
			$ledger->fold_users( 1 ),
			$ledger->uninstall(),
			( new TokenLedger_Files_Runner( 4 ) )->summary(),
			( new TokenLedger_Files_Runner( 4 ) )->doctor(),
		);
		foreach ( array( array( true, new TokenLedger_Span() ), array( false, $days ) ) as list( $raw, $span ) ) {
			list( $answers[], $begun, $sent ) = $this->sent( $raw, $span );
			$this->assertSame( array( 0, '' ), array( $begun, $sent ) );
		}
		foreach ( $answers as $answer ) {
			$this->assertInstanceOf( WP_Error::class, $answer );
			$this->assertStringContainsString( 'has not kept a file', $answer->get_error_message() );
		}
	}

	public function test_a_file_that_is_cut_off_or_of_another_kind_is_no_answer() {
		$file  = self::$folder . '/3/dashboard-yearly.json';
		$whole = file_get_contents( $file );
		foreach ( array( '', substr( $whole, 0, -1 ), '{"schema":"tokenledger.dashboard/2"}' ) as $text ) {
			file_put_contents( $file, $text );
			$answer = $this->ledger()->usage( self::usage( array( 'year' ) ) );
			$this->assertSame( 'tokenledger_unreadable', $answer->get_error_code() );
		}
		file_put_contents( $file, $whole );
	}
}
