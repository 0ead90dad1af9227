<?php
/**
 * Site Health.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The doctor's checks as tests of Site Health.
 */
final class TokenLedger_Site_Health {

	/**
	 * What Site Health calls the doctor's levels.
	 */
	const STATUS = array(
		'ok'      => 'good',
		'warning' => 'recommended',
		'failure' => 'critical',
	);

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_filter( 'site_status_tests', array( __CLASS__, 'add' ) );
	}

	/**
	 * Adds a test for each check; when there are none to be had, one that says why.
	 *
	 * @param array $tests The tests.
	 * @return array
	 */
	public static function add( $tests ) {
		if ( ! current_user_can( 'manage_options' ) && ! wp_doing_cron() ) {
			return $tests;
		}
		$doctor = TokenLedger_Ledger::of()->doctor();
		$found  = is_wp_error( $doctor ) ? array( 'tool' => self::failed( $doctor ) ) : self::checked( $doctor );
		foreach ( $found as $name => $result ) {
			$tests['direct'][ "tokenledger_$name" ] = array(
				'label' => $result['label'],
				'test'  => static function () use ( $result ) {
					return $result;
				},
			);
		}
		return $tests;
	}

	/**
	 * The results of the doctor's checks. There may be several notices of one name.
	 *
	 * @param array $doctor `tokenledger.doctor/1`.
	 * @return array
	 */
	private static function checked( array $doctor ) {
		$results = array();
		foreach ( $doctor['checks'] as $number => $check ) {
			$name = sanitize_key( $check['name'] );
			$name = isset( $results[ $name ] ) ? "{$name}_$number" : $name;

			$results[ $name ] = self::result(
				$name,
				isset( self::STATUS[ $check['level'] ] ) ? self::STATUS[ $check['level'] ] : 'recommended',
				/* translators: 1: what was checked, 2: what was found */
				sprintf( __( 'Token ledger, %1$s: %2$s', 'tokenledger' ), $check['title'], $check['message'] ),
				(string) $check['advice']
			);
		}
		return $results;
	}

	/**
	 * The result when the doctor could not be asked.
	 *
	 * @param WP_Error $error Why.
	 * @return array
	 */
	private static function failed( WP_Error $error ) {
		return self::result(
			'tool',
			TokenLedger_Ledger::can_run() ? 'critical' : 'recommended',
			$error->get_error_message(),
			trim( TokenLedger_Problem::data( $error, 'advice' ) . ' ' . TokenLedger_Problem::data( $error, 'detail' ) )
		);
	}

	/**
	 * One result.
	 *
	 * @param string $name   The test.
	 * @param string $status `good`, `recommended` or `critical`.
	 * @param string $label  What was found.
	 * @param string $advice What to do.
	 * @return array As Site Health wants it.
	 */
	private static function result( $name, $status, $label, $advice ) {
		return array(
			'test'        => "tokenledger_$name",
			'label'       => $label, // Plain text: Site Health escapes this one itself.
			'status'      => $status,
			'badge'       => array(
				'label' => __( 'Token usage', 'tokenledger' ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html(
				'' !== $advice ? $advice : __( 'The token ledger counts what the chatbot uses, once and for good.', 'tokenledger' )
			) . '</p>',
			'actions'     => sprintf(
				'<p><a href="%s">%s</a></p>',
				esc_url( admin_url( 'admin.php?page=' . TokenLedger_Page::SLUG ) ),
				esc_html__( 'Token Usage', 'tokenledger' )
			),
		);
	}
}
