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
		$hook = add_submenu_page(
			self::has_chatbot() ? self::CHATBOT_MENU : 'tools.php',
			__( 'Token Usage', 'tokenledger' ),
			__( 'Token Usage', 'tokenledger' ),
			'manage_options',
			self::SLUG,
			array( __CLASS__, 'show' )
		);
		add_action( "load-$hook", array( 'TokenLedger_Help', 'add' ) );
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
		$invalid = null;
		if ( is_wp_error( $span ) ) {
			$invalid = $span;
			$span    = new TokenLedger_Span();
		}
		$dashboard = TokenLedger_Ledger::of()->dashboard( $span, self::top( $span ) );
		TokenLedger_Upkeep::show_bar( is_wp_error( $dashboard ) ? null : $dashboard['report'] );
		TokenLedger_Actions::show_outcome();
		if ( $invalid ) {
			TokenLedger_Notices::error( $invalid );
		}
		if ( is_wp_error( $dashboard ) ) {
			TokenLedger_Notices::error( $dashboard );
			if ( 'no_input' === TokenLedger_Problem::data( $dashboard, 'kind' ) ) {
				TokenLedger_First_Steps::show( null );
			}
			TokenLedger_Upkeep::show( array() );
		} else {
			self::show_dashboard( $dashboard, $span );
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
	 * Shows what the tool has answered: the first figures first, and what to know of them below, so that no notice pushes them
	 * off a small screen.
	 *
	 * @param array            $dashboard `tokenledger.dashboard/1`.
	 * @param TokenLedger_Span $span      The span.
	 */
	private static function show_dashboard( array $dashboard, TokenLedger_Span $span ) {
		$gaps   = new TokenLedger_Gaps( $dashboard );
		$doctor = null === $dashboard['doctor'] ? TokenLedger_Ledger::of()->doctor() : $dashboard['doctor'];
		$health = new TokenLedger_Health_View( $doctor, TokenLedger_Models_View::shows_unlisted( $gaps ) ? array( 'unpriced_models' ) : array() );
		$health->show_failures();
		if ( TokenLedger_First_Steps::are_due( $dashboard ) ) {
			TokenLedger_First_Steps::show( is_wp_error( $doctor ) ? null : $doctor );
		} else {
			TokenLedger_Summary_View::show( $dashboard['summary'], array( 'today', 'month', 'year' ), true );
		}
		self::show_problem();
		$health->show_warnings();
		if ( ! TokenLedger_First_Steps::are_due( $dashboard ) ) {
			TokenLedger_Models_View::show_gaps( $gaps, $dashboard['report'] );
			self::show_report( $dashboard, $span, $health->told_messages() );
		}
		TokenLedger_Upkeep::show(
			array_filter(
				array(
					TokenLedger_Upkeep::last_sync( $dashboard['report'] ),
					TokenLedger_Upkeep::since( $dashboard['report'] ),
					self::has_chatbot() ? TokenLedger_Upkeep::retention( $dashboard['summary'] ) : '',
				)
			)
		);
	}

	/**
	 * Whether the chatbot is there.
	 *
	 * @return bool
	 */
	public static function has_chatbot() {
		global $admin_page_hooks;
		return isset( $admin_page_hooks[ self::CHATBOT_MENU ] );
	}

	/**
	 * Shows what the last run failed of that nobody watched.
	 */
	private static function show_problem() {
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
	}

	/**
	 * Shows the span that was asked for.
	 *
	 * @param array            $dashboard `tokenledger.dashboard/1`.
	 * @param TokenLedger_Span $span      The span.
	 * @param string[]         $told      The warnings that are shown already.
	 */
	private static function show_report( array $dashboard, TokenLedger_Span $span, array $told ) {
		TokenLedger_Selector::show( $dashboard['report']['period'], $span );
		if ( '' !== $span->by ) {
			$view = new TokenLedger_Breakdown_View( $dashboard, $span->by, $told );
			$view->show();
			self::show_downloads( $span );
			return;
		}
		$view = new TokenLedger_Report_View( $dashboard, $told );
		$view->show_change();
		TokenLedger_Bars::show( $dashboard, 'tokenledger-chart', $dashboard['report']['totals'] );
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
}
