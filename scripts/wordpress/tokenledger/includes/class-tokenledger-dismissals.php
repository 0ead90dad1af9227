<?php
/**
 * Notices that a person does not want to see again.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * What each person has dismissed on a blog, for a month: then it is shown again, should it still hold.
 */
final class TokenLedger_Dismissals {

	/**
	 * The action, and the option of a person that keeps what was dismissed.
	 */
	const ACTION = 'tokenledger_dismiss';
	const OPTION = 'tokenledger_dismissed';

	/**
	 * How many are kept of a person, the newest of them.
	 */
	const MOST = 50;

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'dismiss' ) );
		add_action( 'admin_post_nopriv_' . self::ACTION, array( __CLASS__, 'dismiss' ) );
	}

	/**
	 * What tells a notice from others.
	 *
	 * @param string $name What it is about.
	 * @param string $text What it says, without what may change while it is the same matter.
	 * @return string
	 */
	public static function key( $name, $text = '' ) {
		return sanitize_key( $name ) . '-' . md5( $text );
	}

	/**
	 * Whether the present person has dismissed a notice.
	 *
	 * @param string $key Its key.
	 * @return bool
	 */
	public static function has( $key ) {
		return isset( self::all()[ $key ] );
	}

	/**
	 * Dismisses a notice, and goes back to the page.
	 */
	public static function dismiss() {
		TokenLedger_Actions::demand( self::ACTION );
		// phpcs:ignore WordPress.Security -- demanded just above; only what a key may look like is kept.
		$key = isset( $_POST['notice'] ) && is_string( $_POST['notice'] ) ? $_POST['notice'] : '';
		if ( 1 === preg_match( '/^[a-z0-9_-]{1,60}-[0-9a-f]{32}$/D', $key ) ) {
			update_user_option( get_current_user_id(), self::OPTION, array_slice( self::all() + array( $key => time() ), -self::MOST, null, true ) );
		}
		$back = wp_get_referer();
		wp_safe_redirect( $back ? $back : TokenLedger_Page::url() );
		exit;
	}

	/**
	 * Shows the button that dismisses a notice.
	 *
	 * @param string $key   The notice's key.
	 * @param string $title What the notice is about, for those who hear the page.
	 */
	public static function show_button( $key, $title ) {
		printf(
			'<form method="post" action="%s" id="tokenledger-dismiss-%s" class="tokenledger-dismiss">',
			esc_url( admin_url( 'admin-post.php' ) ),
			// What the key says of the matter, without the sum behind it.
			esc_attr( substr( $key, 0, -33 ) )
		);
		TokenLedger_Actions::show_fields( self::ACTION );
		printf(
			'<input type="hidden" name="notice" value="%s"><button type="submit" class="notice-dismiss" aria-label="%s"></button></form>',
			esc_attr( $key ),
			/* translators: %s: what a notice is about */
			esc_attr( sprintf( __( 'Dismiss: %s', 'tokenledger' ), TokenLedger_Notices::plain( $title ) ) )
		);
	}

	/**
	 * Forgets what anybody has dismissed on this blog.
	 */
	public static function forget() {
		global $wpdb;
		delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . self::OPTION, '', true );
	}

	/**
	 * What the present person has dismissed within a month.
	 *
	 * @return int[] Times by keys, oldest first.
	 */
	private static function all() {
		$kept = get_user_option( self::OPTION );
		return array_filter(
			is_array( $kept ) ? $kept : array(),
			static function ( $time ) {
				return (int) $time > time() - MONTH_IN_SECONDS;
			}
		);
	}
}
