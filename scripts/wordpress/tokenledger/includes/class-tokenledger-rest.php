<?php
/**
 * The REST API.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The tool's documents and its file over HTTP, for those who may manage the site.
 */
final class TokenLedger_Rest {

	/**
	 * The routes' namespace.
	 */
	const SPACE = 'tokenledger/v1';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'rest_api_init', array( __CLASS__, 'add_routes' ) );
	}

	/**
	 * Adds the routes.
	 */
	public static function add_routes() {
		$days = array(
			'start' => self::day( __( 'The first day, as YYYY-MM-DD.', 'tokenledger' ) ),
			'end'   => self::day( __( 'The last day, as YYYY-MM-DD.', 'tokenledger' ) ),
		);
		self::add( '/usage', 'usage', $days + self::usage_arguments() );
		self::add( '/summary', 'summary', array() );
		self::add( '/export\.csv', 'export', $days );
		self::add(
			'/prices',
			'prices',
			array(
				'model' => self::text( __( 'Only models of exactly this name.', 'tokenledger' ) ),
				'on'    => self::day( __( 'The day, as YYYY-MM-DD; by default the date of the price list.', 'tokenledger' ) ),
			)
		);
		self::add( '/prices/unpriced', 'unpriced', array() );
		self::add( '/prices/own', 'own_prices', array() );
		self::add( '/models', 'models', array() );
	}

	/**
	 * Whether the person may see the figures.
	 *
	 * @return true|WP_Error
	 */
	public static function may_read() {
		if ( current_user_can( 'manage_options' ) ) {
			return true;
		}
		return new WP_Error(
			'rest_forbidden',
			__( 'You are not allowed to see the token usage.', 'tokenledger' ),
			array( 'status' => rest_authorization_required_code() )
		);
	}

	/**
	 * Answers with the tokens of a span and what they cost, or sends them as a file, which ends the request.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function usage( WP_REST_Request $request ) {
		$usage = TokenLedger_Usage_Query::of( $request->get_params() );
		if ( is_wp_error( $usage ) ) {
			return $usage;
		}
		$outcome = 'csv' === $request->get_param( 'format' )
			? TokenLedger_Downloads::send_usage( $usage )
			: TokenLedger_Ledger::of()->usage( $usage );
		if ( is_array( $outcome ) && isset( $outcome['filters'] ) ) {
			// PHP does not tell an object without keys from an empty list, and the document has an object there.
			$outcome['filters'] = (object) $outcome['filters'];
		}
		return self::answer( $outcome );
	}

	/**
	 * Answers with today, this month and this year.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function summary() {
		return self::answer( TokenLedger_Ledger::of()->summary() );
	}

	/**
	 * Sends the "Download Token Usage Data" file, which ends the request.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_Error Why there is no file.
	 */
	public static function export( WP_REST_Request $request ) {
		$span = TokenLedger_Span::of(
			array(
				'from' => (string) $request->get_param( 'start' ),
				'to'   => (string) $request->get_param( 'end' ),
			)
		);
		return self::answer( is_wp_error( $span ) ? $span : TokenLedger_Downloads::send_export( false, $span ) );
	}

	/**
	 * Answers with what models cost, with the prices that the ledger keeps.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function prices( WP_REST_Request $request ) {
		return self::answer(
			TokenLedger_Ledger::of()->prices( (string) $request->get_param( 'model' ), (string) $request->get_param( 'on' ) )
		);
	}

	/**
	 * Answers with the usage that has no price.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function unpriced() {
		return self::answer( TokenLedger_Ledger::of()->unpriced() );
	}

	/**
	 * Answers with the owner's own prices and currency.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function own_prices() {
		return self::answer( TokenLedger_Ledger::of()->own_prices() );
	}

	/**
	 * Answers with which model was used when.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function models() {
		return self::answer( TokenLedger_Ledger::of()->models() );
	}

	/**
	 * Adds a route.
	 *
	 * @param string $route     The route.
	 * @param string $method    The method of this class that answers.
	 * @param array  $arguments What it takes.
	 */
	private static function add( $route, $method, array $arguments ) {
		register_rest_route(
			self::SPACE,
			$route,
			array(
				'methods'             => WP_REST_Server::READABLE,
				'callback'            => array( __CLASS__, $method ),
				'permission_callback' => array( __CLASS__, 'may_read' ),
				'args'                => $arguments,
			)
		);
	}

	/**
	 * What `/usage` takes beside the days.
	 *
	 * @return array
	 */
	private static function usage_arguments() {
		return array(
			'group_by'  => self::words(
				__( 'What a row stands for: a period, or one or two of the other words. By default the site\'s Reporting Period.', 'tokenledger' ),
				array_merge( array_keys( TokenLedger_Span::PERIODS ), TokenLedger_Usage_Query::DIMENSIONS )
			) + array( 'maxItems' => 2 ),
			'measure'   => self::words(
				__( 'The figures. They and all that follows need a group_by that is no period.', 'tokenledger' ),
				TokenLedger_Usage_Query::MEASURES
			),
			'format'    => array(
				'description' => __( 'A JSON document, or a CSV file.', 'tokenledger' ),
				'type'        => 'string',
				'enum'        => array( 'json', 'csv' ),
				'default'     => 'json',
			),
			'model'     => self::text( __( 'Only usage of these models, by name or PLATFORM/NAME, separated by commas; empty for the unknown model.', 'tokenledger' ) ),
			'assistant' => self::text( __( 'Only usage of these assistants, by id or name, separated by commas; empty for none.', 'tokenledger' ) ),
			'page'      => self::text( __( 'Only usage on these pages, by id or title, separated by commas; empty for none.', 'tokenledger' ) ),
			'user_id'   => self::text( __( 'Only usage of these users, by id alone, separated by commas; 0 stands for guests.', 'tokenledger' ) ),
		);
	}

	/**
	 * An argument that is a list of known words, separated by commas or repeated.
	 *
	 * @param string   $description What it is for.
	 * @param string[] $words       The words.
	 * @return array
	 */
	private static function words( $description, array $words ) {
		return array(
			'description' => $description,
			'type'        => 'array',
			'items'       => array(
				'type' => 'string',
				'enum' => $words,
			),
			'uniqueItems' => true,
			'minItems'    => 1,
		);
	}

	/**
	 * An argument that is a name.
	 *
	 * @param string $description What it is for.
	 * @return array
	 */
	private static function text( $description ) {
		return array(
			'description' => $description,
			'type'        => 'string',
			'maxLength'   => 1000,
			'pattern'     => '^[^\x00-\x1f\x7f]*$',
		);
	}

	/**
	 * An argument that is a day.
	 *
	 * @param string $description What it is for.
	 * @return array
	 */
	private static function day( $description ) {
		return array(
			'description'       => $description,
			'type'              => 'string',
			'format'            => 'date',
			'validate_callback' => static function ( $value ) {
				$span = TokenLedger_Span::of( array( 'from' => $value ) );
				return is_wp_error( $span ) ? new WP_Error( 'rest_invalid_param', $span->get_error_message() ) : true;
			},
		);
	}

	/**
	 * An answer: the tool's document as it is, or an error that says what to do.
	 *
	 * @param array|WP_Error $outcome What there is.
	 * @return WP_REST_Response|WP_Error
	 */
	private static function answer( $outcome ) {
		if ( is_wp_error( $outcome ) ) {
			return $outcome;
		}
		$response = rest_ensure_response( $outcome );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}
}
