<?php
/**
 * Plugin Name:       TokenLedger
 * Description:       Counts the tokens of the Kognetiks Chatbot once and for good: by day, week, month and year, with the download at daily granularity. Needs the tokenledger command line tool on the server.
 * Version:           0.6.0
 * Requires at least: 6.0
 * Requires PHP:      7.4
 * Author:            TokenLedger
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       tokenledger
 * Domain Path:       /languages
 *
 * The plugin starts the tool, shows its figures and hands out its files. Nothing is counted here.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

define( 'TOKENLEDGER_VERSION', '0.6.0' );
define( 'TOKENLEDGER_FILE', __FILE__ );

require_once __DIR__ . '/includes/autoload.php';

TokenLedger_Plugin::start();
