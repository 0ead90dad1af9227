<?php
/**
 * What the owner can set.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The settings of a blog, and of a single site the tool's path (on a network it is the network's).
 */
final class TokenLedger_Settings {

	/**
	 * The option with a blog's settings, the page's slug and the group of what it saves.
	 */
	const OPTION = 'tokenledger_settings';
	const SLUG   = 'tokenledger-settings';
	const GROUP  = 'tokenledger';

	/**
	 * How often the ledger can be brought up to date, in minutes.
	 */
	const INTERVALS = array( 5, 15, 60 );

	/**
	 * When a long sync in the background pauses for the site's visitors; values of the tool's --pace.
	 */
	const PACES = array( 'auto', 'gentle', 'full' );

	/**
	 * The most months after which users can be folded: more than a chatbot has lived.
	 */
	const MOST_MONTHS = 120;

	/**
	 * What holds until something else is set.
	 */
	const DEFAULTS = array(
		'interval'    => 15,
		'pace'        => 'auto',
		'fold_months' => 0,
		'delete_data' => false,
	);

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'add_page' ) );
		add_action( 'admin_init', array( __CLASS__, 'add_fields' ) );
	}

	/**
	 * Minutes between two syncs.
	 *
	 * @return int At least 1.
	 */
	public static function interval() {
		/**
		 * Filters how many minutes lie between two syncs.
		 *
		 * @param int $minutes 5, 15 or 60, as set.
		 */
		return max( 1, (int) apply_filters( 'tokenledger_sync_interval', self::all()['interval'] ) );
	}

	/**
	 * When a long sync in the background pauses for the site's visitors.
	 *
	 * @return string One of PACES.
	 */
	public static function pace() {
		return self::all()['pace'];
	}

	/**
	 * After how many months the users of a day are folded into one.
	 *
	 * @return int 0 for never.
	 */
	public static function fold_months() {
		return self::all()['fold_months'];
	}

	/**
	 * Whether the ledger goes when the plugin is deleted.
	 *
	 * @return bool
	 */
	public static function deletes_data() {
		return self::all()['delete_data'];
	}

	/**
	 * The page's address.
	 *
	 * @return string
	 */
	public static function url() {
		return admin_url( 'options-general.php?page=' . self::SLUG );
	}

	/**
	 * Makes settings of what a form sent.
	 *
	 * @param mixed $sent What was sent.
	 * @return array
	 */
	public static function sanitize( $sent ) {
		$sent     = is_array( $sent ) ? $sent : array();
		$interval = isset( $sent['interval'] ) ? (int) $sent['interval'] : 0;
		$pace     = isset( $sent['pace'] ) ? $sent['pace'] : '';
		$months   = isset( $sent['fold_months'] ) ? (int) $sent['fold_months'] : 0;
		return array(
			'interval'    => in_array( $interval, self::INTERVALS, true ) ? $interval : self::DEFAULTS['interval'],
			'pace'        => in_array( $pace, self::PACES, true ) ? $pace : self::DEFAULTS['pace'],
			'fold_months' => min( self::MOST_MONTHS, max( 0, $months ) ),
			'delete_data' => ! empty( $sent['delete_data'] ),
		);
	}

	/**
	 * Makes a path of what a form sent, or keeps the one that is set.
	 *
	 * @param mixed $sent What was sent.
	 * @return string
	 */
	public static function sanitize_path( $sent ) {
		$path    = is_string( $sent ) ? trim( $sent ) : '';
		$refusal = '' === $path ? null : TokenLedger_Tool::refusal( $path );
		delete_site_transient( TokenLedger_Tool::VERSION_CACHE );
		if ( ! $refusal ) {
			return $path;
		}
		if ( function_exists( 'add_settings_error' ) ) {
			$text = $refusal->get_error_message() . ' ' . TokenLedger_Problem::data( $refusal, 'advice' );
			add_settings_error( TokenLedger_Tool::OPTION, 'tokenledger_bin', esc_html( $text ) );
		}
		return (string) get_site_option( TokenLedger_Tool::OPTION, '' );
	}

	/**
	 * Adds the page.
	 */
	public static function add_page() {
		add_options_page(
			__( 'TokenLedger Settings', 'tokenledger' ),
			__( 'TokenLedger', 'tokenledger' ),
			'manage_options',
			self::SLUG,
			array( __CLASS__, 'show' )
		);
	}

	/**
	 * Adds what can be set.
	 */
	public static function add_fields() {
		register_setting( self::GROUP, self::OPTION, array( 'sanitize_callback' => array( __CLASS__, 'sanitize' ) ) );
		add_settings_section( 'tokenledger', '', '__return_null', self::SLUG );
		$fields = array(
			'interval'    => __( 'Count new usage', 'tokenledger' ),
			'pace'        => __( 'Pause for visitors', 'tokenledger' ),
			'fold_months' => __( 'Fold users', 'tokenledger' ),
			'delete_data' => __( 'Delete data', 'tokenledger' ),
		);
		if ( ! is_multisite() ) {
			$fields['bin'] = __( 'The tokenledger tool', 'tokenledger' );
			if ( TokenLedger_Tool::may_be_set() ) {
				$path = array( 'sanitize_callback' => array( __CLASS__, 'sanitize_path' ) );
				register_setting( self::GROUP, TokenLedger_Tool::OPTION, $path );
			}
		}
		foreach ( $fields as $name => $label ) {
			$for = in_array( $name, array( 'interval', 'pace', 'fold_months' ), true ) || ( 'bin' === $name && TokenLedger_Tool::may_be_set() );
			add_settings_field(
				"tokenledger_$name",
				$label,
				array( 'TokenLedger_Settings_Fields', "show_$name" ),
				self::SLUG,
				'tokenledger',
				$for ? array( 'label_for' => "tokenledger-$name" ) : array()
			);
		}
	}

	/**
	 * Shows the page.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		?>
		<div class="wrap tokenledger">
			<h1><?php esc_html_e( 'TokenLedger Settings', 'tokenledger' ); ?></h1>
			<?php TokenLedger_Actions::show_outcome(); ?>
			<form method="post" action="options.php" id="tokenledger-settings">
				<?php
				settings_fields( self::GROUP );
				do_settings_sections( self::SLUG );
				submit_button();
				?>
			</form>
			<?php
			if ( TokenLedger_Ledger::can_run() ) {
				TokenLedger_Prices_View::show();
				TokenLedger_Models_View::show_settings();
				TokenLedger_Models_View::show_known_models();
			}
			?>
			<p><a href="<?php echo esc_url( TokenLedger_Page::url() ); ?>"><?php esc_html_e( 'Token Usage', 'tokenledger' ); ?></a></p>
		</div>
		<?php
	}

	/**
	 * The settings that hold.
	 *
	 * @return array
	 */
	public static function all() {
		$set = get_option( self::OPTION );
		return self::sanitize( is_array( $set ) ? $set : self::DEFAULTS );
	}
}
