<?php
/**
 * The plugin as a whole.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts the parts together.
 */
final class TokenLedger_Plugin {

	/**
	 * Registers the hooks of every part.
	 */
	public static function start() {
		TokenLedger_Schedule::register();
		TokenLedger_Rescue::register();
		TokenLedger_Settings::register();
		TokenLedger_Page::register();
		TokenLedger_Actions::register();
		TokenLedger_Dismissals::register();
		TokenLedger_Downloads::register();
		TokenLedger_Models::register();
		TokenLedger_Prices::register();
		TokenLedger_Widget::register();
		TokenLedger_Site_Health::register();
		TokenLedger_Rest::register();
		TokenLedger_CLI::register();
		TokenLedger_Privacy::register();
		if ( is_multisite() ) {
			TokenLedger_Network_Page::register();
		}
		add_action( 'init', array( __CLASS__, 'load_translations' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( TOKENLEDGER_FILE ), array( __CLASS__, 'links' ) );
		register_deactivation_hook( TOKENLEDGER_FILE, array( __CLASS__, 'deactivate' ) );
	}

	/**
	 * Loads the translations that come with the plugin.
	 */
	public static function load_translations() {
		load_plugin_textdomain( 'tokenledger', false, dirname( plugin_basename( TOKENLEDGER_FILE ) ) . '/languages' );
	}

	/**
	 * Adds the way to the page to the plugin's line in the list of plugins.
	 *
	 * @param string[] $links The links that are there.
	 * @return string[]
	 */
	public static function links( $links ) {
		if ( current_user_can( 'manage_options' ) ) {
			array_unshift(
				$links,
				sprintf( '<a href="%s">%s</a>', esc_url( TokenLedger_Page::url() ), esc_html__( 'Token Usage', 'tokenledger' ) ),
				sprintf( '<a href="%s">%s</a>', esc_url( TokenLedger_Settings::url() ), esc_html__( 'Settings', 'tokenledger' ) )
			);
		}
		return $links;
	}

	/**
	 * Stops the events; the ledger stays.
	 *
	 * @param bool $network_wide Whether the whole network's plugin is deactivated.
	 */
	public static function deactivate( $network_wide ) {
		if ( ! $network_wide ) {
			TokenLedger_Schedule::clear();
			return;
		}
		self::on_every_blog( array( 'TokenLedger_Schedule', 'clear' ) );
	}

	/**
	 * Does something on every blog of the network, or on the one site.
	 *
	 * @param callable $action What to do.
	 */
	public static function on_every_blog( $action ) {
		if ( ! is_multisite() ) {
			call_user_func( $action );
			return;
		}
		$offset = 0;
		do {
			$blogs = get_sites(
				array(
					'fields' => 'ids',
					'number' => 100,
					'offset' => $offset,
				)
			);
			foreach ( $blogs as $blog_id ) {
				switch_to_blog( $blog_id );
				call_user_func( $action );
				restore_current_blog();
			}
			$offset += 100;
		} while ( $blogs );
	}
}
