<?php
/**
 * The ledger without starting a program.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Answers from the files that the server's cron keeps, for hosts where PHP may start no program at all.
 *
 * The constant TOKENLEDGER_FILES names their folder, outside of the website's own; TokenLedger_Crontab has the line
 * that fills it.
 */
final class TokenLedger_Files_Runner implements TokenLedger_Runner {

	/**
	 * The longest file that is read whole, in bytes.
	 */
	const LONGEST = 16 * MB_IN_BYTES;

	/**
	 * The blog.
	 *
	 * @var int
	 */
	private $blog_id;

	/**
	 * Makes the runner.
	 *
	 * @param int $blog_id The blog, from 1.
	 */
	public function __construct( $blog_id ) {
		$this->blog_id = $blog_id;
	}

	/**
	 * Whether there is a folder.
	 *
	 * @return true|WP_Error
	 */
	public function ready() {
		$message = __( 'PHP may not start programs on this host: proc_open, passthru and exec are disabled.', 'tokenledger' );
		if ( ! defined( 'TOKENLEDGER_FILES' ) || '/' !== substr( (string) TOKENLEDGER_FILES, 0, 1 ) ) {
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				sprintf(
					/* translators: %s: a line of PHP */
					__( 'Ask the host to allow proc_open. Or let the server\'s cron do the work with the line below, and say in wp-config.php where it leaves its files: %s', 'tokenledger' ),
					sprintf( "define( 'TOKENLEDGER_FILES', '%s' );", TokenLedger_Crontab::folder() )
				),
				503
			);
		}
		// phpcs:disable WordPress.PHP.NoSilencedErrors
		$folder = @realpath( TOKENLEDGER_FILES );
		if ( ! $folder || ! @is_dir( $folder ) ) {
			// phpcs:enable
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				/* translators: %s: path of a folder */
				sprintf( __( 'The server\'s cron has not made the folder %s yet, or PHP may not look into it. The line for cron is below.', 'tokenledger' ), TOKENLEDGER_FILES ),
				503
			);
		}
		if ( 0 === strpos( trailingslashit( $folder ), trailingslashit( (string) realpath( ABSPATH ) ) ) ) {
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				__( 'TOKENLEDGER_FILES must name a folder outside of the website\'s own, where visitors cannot reach it.', 'tokenledger' ),
				503
			);
		}
		return true;
	}

	/** {@inheritDoc} */
	public function dashboard( TokenLedger_Span $span, $top ) {
		$dashboard = $this->overview( $span );
		if ( is_wp_error( $dashboard ) ) {
			return $dashboard;
		}
		$doctor              = $this->doctor();
		$dashboard['doctor'] = is_wp_error( $doctor ) ? null : $doctor;
		return $dashboard;
	}

	/** {@inheritDoc} */
	public function overview( TokenLedger_Span $span ) {
		if ( $span->has_days() || '' !== $span->by ) {
			return $this->none();
		}
		$found = $this->read_dashboard( '' === $span->period ? 'daily' : $span->period );
		if ( '' !== $span->period || is_wp_error( $found ) ) {
			return $found;
		}
		// Every report names the site's own Reporting Period.
		$own = $found['report']['reporting_period'];
		return in_array( $own, TokenLedger_Span::PERIODS, true ) ? $this->read_dashboard( $own ) : $found;
	}

	/** {@inheritDoc} */
	public function usage( TokenLedger_Usage_Query $usage ) {
		return $usage->dimensions ? $this->none() : self::part( $this->overview( $usage->span ), 'report' );
	}

	/** {@inheritDoc} */
	public function send_usage( TokenLedger_Usage_Query $usage, $begin ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function prices( $model, $on ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function unpriced() {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function models() {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function summary() {
		return self::part( $this->read_dashboard( 'daily' ), 'summary' );
	}

	/** {@inheritDoc} */
	public function doctor() {
		return $this->read( 'doctor.json', 'tokenledger.doctor/1' );
	}

	/** {@inheritDoc} */
	public function acknowledge() {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function sync( $seconds ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function export( $raw, TokenLedger_Span $span, $begin ) {
		$path = $this->path( 'usage.csv' );
		if ( $raw || $span->has_days() || is_wp_error( $path ) ) {
			return $this->none();
		}
		$file = @fopen( $path, 'rb' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions
		if ( ! $file ) {
			return $this->none();
		}
		call_user_func( $begin );
		fpassthru( $file );
		fclose( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		return true;
	}

	/** {@inheritDoc} */
	public function export_user( $user_id ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function erase_user( $user_id ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function fold_users( $months ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function declare_model( TokenLedger_Model_Usage $usage, $platform, $model ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function undeclare_model( TokenLedger_Model_Usage $usage ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function own_prices() {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function set_own_prices( $yaml ) {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function uninstall() {
		return $this->none();
	}

	/** {@inheritDoc} */
	public function hand_on( array $words, $names_site ) {
		return $this->none();
	}

	/**
	 * The path of one of the blog's files.
	 *
	 * @param string $name Its name.
	 * @return string|WP_Error
	 */
	private function path( $name ) {
		$ready = $this->ready();
		return is_wp_error( $ready ) ? $ready : untrailingslashit( TOKENLEDGER_FILES ) . "/$this->blog_id/$name";
	}

	/**
	 * Reads the dashboard of a period, which cron keeps without the state of health.
	 *
	 * @param string $period One of the periods.
	 * @return array|WP_Error
	 */
	private function read_dashboard( $period ) {
		$dashboard = $this->read( "dashboard-$period.json", 'tokenledger.dashboard/1' );
		// A file of an older tool lacks them until cron writes the next.
		return is_wp_error( $dashboard ) ? $dashboard : $dashboard + array(
			'unpriced_models'       => array(),
			'models_without_output' => array(),
		);
	}

	/**
	 * Reads one of the blog's documents.
	 *
	 * @param string $name   The file's name.
	 * @param string $schema The document's schema.
	 * @return array|WP_Error
	 */
	private function read( $name, $schema ) {
		$path = $this->path( $name );
		if ( is_wp_error( $path ) ) {
			return $path;
		}
		// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions
		$text   = @file_get_contents( $path, false, null, 0, self::LONGEST );
		$result = false === $text
			? new TokenLedger_Result( TokenLedger_Result::NO_FILE )
			: new TokenLedger_Result( 0, $text );
		return $result->document( $schema );
	}

	/**
	 * One of the documents in a dashboard.
	 *
	 * @param array|WP_Error $dashboard The dashboard.
	 * @param string         $name      The document's key.
	 * @return array|WP_Error
	 */
	private static function part( $dashboard, $name ) {
		return is_wp_error( $dashboard ) ? $dashboard : $dashboard[ $name ];
	}

	/**
	 * The problem that no file answers.
	 *
	 * @return WP_Error
	 */
	private function none() {
		$ready = $this->ready();
		return is_wp_error( $ready ) ? $ready : TokenLedger_Problem::of( new TokenLedger_Result( TokenLedger_Result::NO_FILE ) );
	}
}
