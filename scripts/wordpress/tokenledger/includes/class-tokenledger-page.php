<?php
/**
 * The page "Token Usage".
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Where the page is, what it asks the tool, and what it is made of.
 */
final class TokenLedger_Page {

	/**
	 * The page's slug, and that of the chatbot's menu.
	 */
	const SLUG         = 'tokenledger';
	const CHATBOT_MENU = 'kognetiks_main_menu';

	/**
	 * How many assistants, pages and users are named, and how many of a breakdown; its hours are all named.
	 */
	const TOP     = 5;
	const MEMBERS = 20;

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		// After the chatbot has made its menu.
		add_action( 'admin_menu', array( __CLASS__, 'add' ), 99 );
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'add_style' ) );
	}

	/**
	 * Adds the page under the chatbot's menu where there is one, else under Tools.
	 */
	public static function add() {
		global $admin_page_hooks;

		add_submenu_page(
			isset( $admin_page_hooks[ self::CHATBOT_MENU ] ) ? self::CHATBOT_MENU : 'tools.php',
			__( 'Token Usage', 'tokenledger' ),
			__( 'Token Usage', 'tokenledger' ),
			'manage_options',
			self::SLUG,
			array( __CLASS__, 'show' )
		);
	}

	/**
	 * The page's address.
	 *
	 * @return string Not escaped.
	 */
	public static function url() {
		$url = html_entity_decode( (string) menu_page_url( self::SLUG, false ) );
		// Where there is no admin menu, as in admin-post.php, Tools and the chatbot's menu both lead there.
		return '' !== $url ? $url : admin_url( 'admin.php?page=' . self::SLUG );
	}

	/**
	 * Adds the style sheet to the plugin's pages and the dashboard.
	 *
	 * @param string $hook The page.
	 */
	public static function add_style( $hook ) {
		if ( 'index.php' === $hook || false !== strpos( $hook, 'tokenledger' ) ) {
			wp_enqueue_style( 'tokenledger', plugins_url( 'assets/tokenledger.css', TOKENLEDGER_FILE ), array(), TOKENLEDGER_VERSION );
		}
	}

	/**
	 * Shows the page.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You are not allowed to see the token usage.', 'tokenledger' ), 403 );
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- it only shows; TokenLedger_Span checks every part.
		$span = TokenLedger_Span::of( wp_unslash( $_GET ) );
		echo '<div class="wrap tokenledger" id="tokenledger"><h1>' . esc_html__( 'Token Usage', 'tokenledger' ) . '</h1>';
		TokenLedger_Actions::show_outcome();
		if ( is_wp_error( $span ) ) {
			TokenLedger_Notices::error( $span );
			$span = new TokenLedger_Span();
		}
		$dashboard = TokenLedger_Ledger::of()->dashboard( $span, self::top( $span ) );
		if ( is_wp_error( $dashboard ) ) {
			TokenLedger_Notices::error( $dashboard );
			self::show_upkeep( null );
		} else {
			$gaps = new TokenLedger_Gaps( $dashboard );
			self::show_health( $dashboard['doctor'], TokenLedger_Models_View::shows_unlisted( $gaps ) ? array( 'unpriced_models' ) : array() );
			self::show_retention( $dashboard['summary'], $dashboard['report'] );
			TokenLedger_Models_View::show_gaps( $gaps, $dashboard['report'] );
			TokenLedger_Summary_View::show( $dashboard['summary'], array( 'today', 'month', 'year' ), true );
			self::show_report( $dashboard, $span );
			self::show_upkeep( $dashboard['report'] );
		}
		echo '</div>';
	}

	/**
	 * How many are named.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @return int 0 for all.
	 */
	private static function top( TokenLedger_Span $span ) {
		if ( '' === $span->by ) {
			return self::TOP;
		}
		return 'hour' === $span->by ? 0 : self::MEMBERS;
	}

	/**
	 * Shows what the owner should know of the site's health.
	 *
	 * @param array|null $doctor `tokenledger.doctor/1`, when the dashboard has it.
	 * @param string[]   $told   The names of checks whose matter the page itself tells.
	 */
	private static function show_health( $doctor, array $told ) {
		$problem = TokenLedger_Schedule::problem();
		if ( $problem ) {
			TokenLedger_Notices::show(
				'warning',
				/* translators: 1: time span such as "2 hours", 2: what happened */
				sprintf( __( 'The last run failed %1$s ago: %2$s', 'tokenledger' ), human_time_diff( $problem['time'] ), $problem['message'] ),
				$problem['advice'],
				$problem['detail']
			);
		}
		$doctor = null === $doctor ? TokenLedger_Ledger::of()->doctor() : $doctor;
		if ( is_wp_error( $doctor ) ) {
			TokenLedger_Notices::error( $doctor );
		} else {
			TokenLedger_Notices::checks( $doctor, $told );
		}
	}

	/**
	 * Shows that the ledger outlives the chatbot's log.
	 *
	 * @param array $summary `tokenledger.summary/2`.
	 * @param array $report  `tokenledger.report/2`.
	 */
	private static function show_retention( array $summary, array $report ) {
		$days = isset( $summary['retention']['days_kept'] ) ? (int) $summary['retention']['days_kept'] : 0;
		if ( $days > 0 && isset( $report['ledger_since'] ) ) {
			/* translators: 1: number of days, 2: a day */
			$text = _n( 'The chatbot deletes its log after %1$s day; the ledger keeps what it counted, since %2$s.', 'The chatbot deletes its log after %1$s days; the ledger keeps what it counted, since %2$s.', $days, 'tokenledger' );
			TokenLedger_Notices::show( 'info', sprintf( $text, number_format_i18n( $days ), $report['ledger_since'] ) );
		}
	}

	/**
	 * Shows the span that was asked for.
	 *
	 * @param array            $dashboard `tokenledger.dashboard/1`.
	 * @param TokenLedger_Span $span      The span.
	 */
	private static function show_report( array $dashboard, TokenLedger_Span $span ) {
		TokenLedger_Selector::show( $dashboard['report']['period'], $span );
		if ( '' !== $span->by ) {
			$view = new TokenLedger_Breakdown_View( $dashboard, $span->by );
			$view->show();
			self::show_downloads( $span );
			return;
		}
		TokenLedger_Chart::show( $dashboard, 'tokenledger-chart', $dashboard['report']['totals'] );
		$view = new TokenLedger_Report_View( $dashboard );
		$view->show_table();
		self::show_downloads( $span );
		$view->show_rankings();
	}

	/**
	 * Shows the downloads.
	 *
	 * @param TokenLedger_Span $span The span.
	 */
	private static function show_downloads( TokenLedger_Span $span ) {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-downloads" class="tokenledger-downloads">
			<input type="hidden" name="from" value="<?php echo esc_attr( $span->from ); ?>">
			<input type="hidden" name="to" value="<?php echo esc_attr( $span->to ); ?>">
			<?php TokenLedger_Actions::show_fields( TokenLedger_Downloads::ACTION ); ?>
			<button type="submit" id="tokenledger-download" name="kind" value="daily" class="button button-primary"><?php esc_html_e( 'Download Token Usage Data', 'tokenledger' ); ?></button>
			<button type="submit" id="tokenledger-download-raw" name="kind" value="raw" class="button"><?php esc_html_e( 'Download raw token rows', 'tokenledger' ); ?></button>
			<span class="description">
				<?php
				echo esc_html(
					$span->has_days()
						? __( 'CSV files of the chosen days: a line a day, or the token rows that are still in the log.', 'tokenledger' )
						: __( 'CSV files of all days: a line a day, or the token rows that are still in the log.', 'tokenledger' )
				);
				?>
			</span>
		</form>
		<?php
	}

	/**
	 * Shows when the ledger was brought up to date, and how it is.
	 *
	 * @param array|null $report `tokenledger.report/2`, when there is one.
	 */
	private static function show_upkeep( $report ) {
		$lines = array();
		if ( $report ) {
			$lines[] = TokenLedger_Upkeep::last_sync( $report );
			$lines[] = TokenLedger_Upkeep::since( $report );
		}
		TokenLedger_Upkeep::show( array_filter( $lines ) );
	}
}
