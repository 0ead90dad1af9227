<?php
/**
 * Plugin Name: Stand-in for the Kognetiks Chatbot
 * Description: What TokenLedger can see of the chatbot plugin, for trying and testing: its menu, the options for platform, model and reporting period, and the daily purge of its log. It does not chat.
 * Version: 2.4.6
 * License: GPL-2.0-or-later
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The options that the page below can change, and what they say until then.
 *
 * @return array<string, string> Default values by option name.
 */
function chatbot_stand_in_options() {
	return array(
		'chatbot_ai_platform_choice'                   => 'OpenAI',
		'chatbot_chatgpt_model_choice'                 => 'gpt-3.5-turbo',
		'chatbot_azure_deployment_name'                => 'DEPLOYMENT_NAME',
		'chatbot_chatgpt_reporting_period'             => 'Daily',
		'chatbot_chatgpt_enable_conversation_logging'  => 'Off',
		'chatbot_chatgpt_conversation_log_days_to_keep' => '30',
	);
}

// Like the chatbot, which stores it in the network's settings when it is activated for a network.
register_activation_hook(
	__FILE__,
	function ( $network_wide ) {
		if ( $network_wide ) {
			update_site_option( 'chatbot_chatgpt_version_installed', '2.4.6' );
		} else {
			update_option( 'chatbot_chatgpt_version_installed', '2.4.6' );
		}
	}
);

// With logging on, the chatbot purges its log daily; the first purge is a day away, so that a test decides when it runs.
add_action(
	'init',
	function () {
		$event = 'chatbot_chatgpt_conversation_log_cleanup_event';
		if ( 'On' === get_option( 'chatbot_chatgpt_enable_conversation_logging', 'Off' ) && ! wp_next_scheduled( $event ) ) {
			wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', $event );
		}
	}
);

// The cut-off day is computed in UTC, while the rows are in site time.
add_action(
	'chatbot_chatgpt_conversation_log_cleanup_event',
	function () {
		global $wpdb;
		$days = get_option( 'chatbot_chatgpt_conversation_log_days_to_keep', '30' );
		if ( 'indefinitely' !== $days ) {
			$first = gmdate( 'Y-m-d', time() - (int) $days * DAY_IN_SECONDS );
			$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}chatbot_chatgpt_conversation_log WHERE interaction_time < %s", $first ) );
		}
	}
);

add_action(
	'admin_init',
	function () {
		foreach ( array_keys( chatbot_stand_in_options() ) as $name ) {
			register_setting( 'chatbot_stand_in', $name, array( 'sanitize_callback' => 'sanitize_text_field' ) );
		}
	}
);

add_action(
	'admin_menu',
	function () {
		add_menu_page( 'Kognetiks Chatbot', 'Kognetiks', 'manage_options', 'kognetiks_main_menu', 'chatbot_stand_in_page', 'dashicons-format-chat' );
		add_submenu_page( 'kognetiks_main_menu', 'Chatbot Settings', 'Settings', 'manage_options', 'chatbot-chatgpt', 'chatbot_stand_in_page' );
	}
);

/**
 * Prints a form with the options.
 */
function chatbot_stand_in_page() {
	?>
	<div class="wrap">
		<h1>Kognetiks Chatbot (a stand-in)</h1>
		<form method="post" action="options.php">
			<?php settings_fields( 'chatbot_stand_in' ); ?>
			<?php foreach ( chatbot_stand_in_options() as $name => $default ) : ?>
				<p>
					<label for="<?php echo esc_attr( $name ); ?>"><?php echo esc_html( $name ); ?></label>
					<input id="<?php echo esc_attr( $name ); ?>" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( get_option( $name, $default ) ); ?>">
				</p>
			<?php endforeach; ?>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}
