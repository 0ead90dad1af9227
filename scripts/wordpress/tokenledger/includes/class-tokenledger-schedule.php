<?php
/**
 * When the ledger is brought up to date.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * WordPress' cron, and the moments at which the chatbot's model changes.
 *
 * Runs may overlap, be missed or be killed: the tool's next run makes up for it.
 */
final class TokenLedger_Schedule {

	/**
	 * The event that syncs, the one that does what is done daily, and the name of the first one's interval.
	 */
	const SYNC     = 'tokenledger_sync';
	const DAILY    = 'tokenledger_daily';
	const INTERVAL = 'tokenledger_interval';

	/**
	 * The option that keeps what the last sync failed of.
	 */
	const PROBLEM = 'tokenledger_problem';

	/**
	 * The option that keeps which of the chatbot's options say which model answers; the tool names them at each sync. The
	 * log does not say it: the ledger knows the model from what these hold at a sync.
	 */
	const MODEL_OPTIONS = 'tokenledger_model_options';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		// phpcs:ignore WordPress.WP.CronInterval -- the owner's choice; a sync takes milliseconds.
		add_filter( 'cron_schedules', array( __CLASS__, 'intervals' ) );
		add_action( 'init', array( __CLASS__, 'ensure' ) );
		add_action( self::SYNC, array( __CLASS__, 'run_sync' ) );
		add_action( self::DAILY, array( __CLASS__, 'run_daily' ) );
		add_action( 'update_option_' . TokenLedger_Settings::OPTION, array( __CLASS__, 'reschedule' ) );
		add_action( 'add_option_' . TokenLedger_Settings::OPTION, array( __CLASS__, 'reschedule' ) );
		foreach ( (array) get_option( self::MODEL_OPTIONS, array() ) as $option ) {
			add_filter( "pre_update_option_$option", array( __CLASS__, 'before_model_change' ), 99, 2 );
			add_action( "update_option_$option", array( __CLASS__, 'after_model_change' ) );
			add_action( "add_option_$option", array( __CLASS__, 'after_model_change' ) );
			add_action( "delete_option_$option", array( __CLASS__, 'after_model_change' ) );
		}
	}

	/**
	 * Adds the interval to those that WordPress knows.
	 *
	 * @param array $intervals The intervals.
	 * @return array
	 */
	public static function intervals( $intervals ) {
		$intervals[ self::INTERVAL ] = array(
			'interval' => TokenLedger_Settings::interval() * MINUTE_IN_SECONDS,
			'display'  => 'TokenLedger',
		);
		return $intervals;
	}

	/**
	 * Sees to it that the events are there: on a network, a blog has them from the first visit on.
	 */
	public static function ensure() {
		if ( ! TokenLedger_Ledger::can_run() ) {
			return;
		}
		if ( ! wp_next_scheduled( self::SYNC ) ) {
			wp_schedule_event( time(), self::INTERVAL, self::SYNC );
		}
		if ( ! wp_next_scheduled( self::DAILY ) ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, 'daily', self::DAILY );
		}
	}

	/**
	 * Takes the events away.
	 */
	public static function clear() {
		wp_clear_scheduled_hook( self::SYNC );
		wp_clear_scheduled_hook( self::DAILY );
	}

	/**
	 * Lets a new interval hold from now on.
	 */
	public static function reschedule() {
		wp_clear_scheduled_hook( self::SYNC );
		self::ensure();
	}

	/**
	 * The event that syncs.
	 */
	public static function run_sync() {
		if ( ! TokenLedger_Ledger::can_run() ) {
			// The host has changed its mind; the server's cron has to do it from now on.
			self::clear();
			return;
		}
		self::allow( TokenLedger_Ledger::SYNCING_BY_CRON );
		self::sync( TokenLedger_Ledger::SYNCING_BY_CRON );
	}

	/**
	 * The daily event: folds the users of old days, when the owner wants it.
	 */
	public static function run_daily() {
		$months = TokenLedger_Settings::fold_months();
		if ( $months > 0 ) {
			self::allow( TokenLedger_Ledger::SYNCING_BY_CRON );
			self::note( TokenLedger_Ledger::of()->fold_users( $months ) );
		}
	}

	/**
	 * Syncs, and keeps in mind what it failed of.
	 *
	 * @param int $seconds How long it may take.
	 * @return array|WP_Error The tool's document.
	 */
	public static function sync( $seconds ) {
		$outcome = TokenLedger_Ledger::of()->sync( $seconds );
		if ( ! is_wp_error( $outcome ) ) {
			// It writes only when they are others than before.
			update_option( self::MODEL_OPTIONS, $outcome['model_options'] );
		}
		return self::note( $outcome );
	}

	/**
	 * Syncs just before the chatbot's model changes, so that what was used until now is told from what will be.
	 *
	 * @param mixed $value The new value.
	 * @param mixed $old   The old value.
	 * @return mixed The new value, whatever becomes of the sync.
	 */
	public static function before_model_change( $value, $old ) {
		if ( $value !== $old && TokenLedger_Ledger::can_run() ) {
			self::sync( TokenLedger_Ledger::ASKING );
		}
		return $value;
	}

	/**
	 * Syncs just after it changed.
	 */
	public static function after_model_change() {
		if ( TokenLedger_Ledger::can_run() ) {
			self::sync( TokenLedger_Ledger::ASKING );
		}
	}

	/**
	 * What the last run that nobody watched failed of.
	 *
	 * @return array|null `time` (a Unix time), `message`, `advice`, `detail`; null when it did not fail.
	 */
	public static function problem() {
		$problem = get_option( self::PROBLEM );
		return is_array( $problem ) && isset( $problem['message'], $problem['time'] ) ? $problem : null;
	}

	/**
	 * Keeps a failure in mind, forgets it after a success.
	 *
	 * @param array|WP_Error $outcome What a run came to.
	 * @return array|WP_Error The same.
	 */
	private static function note( $outcome ) {
		if ( ! is_wp_error( $outcome ) ) {
			delete_option( self::PROBLEM );
			return $outcome;
		}
		if ( TokenLedger_Problem::is_quiet( $outcome ) ) {
			return $outcome;
		}
		$known   = self::problem();
		$problem = array(
			'time'    => time(),
			'message' => $outcome->get_error_message(),
			'advice'  => (string) TokenLedger_Problem::data( $outcome, 'advice' ),
			'detail'  => (string) TokenLedger_Problem::data( $outcome, 'detail' ),
		);
		update_option( self::PROBLEM, $problem, false );
		if ( ! $known || $known['message'] !== $problem['message'] ) {
			// Once, not every few minutes.
			// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- nobody watches cron.
			error_log( trim( 'TokenLedger: ' . $problem['message'] . ' ' . $problem['detail'] ) );
		}
		return $outcome;
	}

	/**
	 * Lets PHP wait a little longer than the tool's time limit. If PHP has no limit, none is set.
	 *
	 * @param int $seconds The tool's limit.
	 */
	public static function allow( $seconds ) {
		if ( function_exists( 'set_time_limit' ) && '0' !== ini_get( 'max_execution_time' ) ) {
			set_time_limit( $seconds + MINUTE_IN_SECONDS );
		}
	}
}
