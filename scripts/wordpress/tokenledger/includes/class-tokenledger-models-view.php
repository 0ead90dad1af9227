<?php
/**
 * Which model was used, as people see and say it.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows what is of unknown model or without a price, the way to mend it, and what was declared.
 */
final class TokenLedger_Models_View {

	/**
	 * Where the settings show it.
	 *
	 * @return string The address, not escaped.
	 */
	public static function url() {
		return TokenLedger_Settings::url() . '#tokenledger-models';
	}

	/**
	 * Shows on the page what of its days has no price, with what mends it: the form for usage of unknown model, and the way to
	 * the settings for known models; nothing when all has a price.
	 *
	 * @param TokenLedger_Gaps $gaps   What has no price.
	 * @param array            $report `tokenledger.report/2` of the days.
	 */
	public static function show_gaps( TokenLedger_Gaps $gaps, array $report ) {
		if ( self::shows_unlisted( $gaps ) ) {
			self::show_unlisted( $gaps->unlisted() );
		}
		if ( ! $gaps->has_unknown() || ! TokenLedger_Ledger::can_run() ) {
			return;
		}
		$typed = TokenLedger_Actions::kept( TokenLedger_Models::DECLARE );
		$key   = TokenLedger_Dismissals::key( 'unknown_model' );
		if ( ! $typed && TokenLedger_Dismissals::has( $key ) ) {
			return;
		}
		?>
		<section class="notice notice-warning inline tokenledger-declaration tokenledger-dismissible" id="tokenledger-unknown" aria-labelledby="tokenledger-unknown-title">
			<h2 id="tokenledger-unknown-title"><?php esc_html_e( 'Which model was it?', 'tokenledger' ); ?></h2>
			<p><?php echo esc_html( self::unknown( $gaps->unknown_tokens() ) ); ?></p>
			<details<?php echo $typed ? ' open' : ''; ?>>
				<summary><?php esc_html_e( 'Say which model was used', 'tokenledger' ); ?></summary>
				<?php
				TokenLedger_Declaration_Form::show(
					$typed ? $typed : array( 'from' => (string) $report['ledger_since'] ),
					isset( $report['top'] ) ? $report['top'] : array()
				);
				TokenLedger_Declaration_Form::show_known_models( $gaps->models );
				?>
			</details>
			<?php TokenLedger_Dismissals::show_button( $key, __( 'Which model was it?', 'tokenledger' ) ); ?>
		</section>
		<?php
	}

	/**
	 * Whether the page tells of known models without a price. Where PHP may start no program, nobody can enter prices here.
	 *
	 * @param TokenLedger_Gaps $gaps What has no price.
	 * @return bool
	 */
	public static function shows_unlisted( TokenLedger_Gaps $gaps ) {
		return $gaps->unlisted() && TokenLedger_Ledger::can_run();
	}

	/**
	 * Shows in the settings what was declared, each with a button that takes it back, and the form.
	 */
	public static function show_settings() {
		echo '<section id="tokenledger-models" aria-labelledby="tokenledger-models-title">';
		printf( '<h2 id="tokenledger-models-title">%s</h2>', esc_html__( 'Models', 'tokenledger' ) );
		$models = TokenLedger_Ledger::of()->models();
		if ( is_wp_error( $models ) ) {
			TokenLedger_Notices::error( $models );
		} else {
			TokenLedger_Notices::notes( $models['warnings'] );
			self::show_rest( $models['unknown'] );
			if ( $models['declared'] ) {
				self::show_declared( $models['declared'] );
			}
			$typed = TokenLedger_Actions::kept( TokenLedger_Models::DECLARE );
			TokenLedger_Declaration_Form::show( $typed ? $typed : array( 'from' => (string) $models['unknown']['from'] ) );
		}
		TokenLedger_Declaration_Form::show_known_models( is_wp_error( $models ) ? array() : $models['usage'] );
		echo '</section>';
	}

	/**
	 * Shows known models without a price.
	 *
	 * @param array[] $models The models.
	 */
	private static function show_unlisted( array $models ) {
		$names = array();
		foreach ( $models as $model ) {
			$names[] = $model['platform'] . "\n" . $model['model'];
		}
		// The one with most tokens comes first, which may be another tomorrow.
		sort( $names, SORT_STRING );
		$key = TokenLedger_Dismissals::key( 'unlisted_models', implode( "\n", $names ) );
		if ( TokenLedger_Dismissals::has( $key ) ) {
			return;
		}
		$tokens = array_sum( array_column( $models, 'total_tokens' ) );
		/* translators: 1: number of tokens, 2: names of models */
		$text = _n( '%1$s token of these days is of models without a price: %2$s.', '%1$s tokens of these days are of models without a price: %2$s.', $tokens, 'tokenledger' );
		printf(
			'<div class="notice notice-warning inline tokenledger-notice tokenledger-dismissible" id="tokenledger-unlisted" role="status"><p><strong>%s</strong> %s</p>',
			sprintf( esc_html( $text ), esc_html( number_format_i18n( $tokens ) ), TokenLedger_Cost::names( $models ) ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			TokenLedger_Cost::way_to_prices() // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		);
		TokenLedger_Dismissals::show_button( $key, __( 'Models without a price', 'tokenledger' ) );
		echo '</div>';
	}

	/**
	 * That some usage is of unknown model.
	 *
	 * @param int $tokens How many tokens; 0 where its answers have no Total Tokens row.
	 * @return string
	 */
	private static function unknown( $tokens ) {
		if ( 0 === $tokens ) {
			return __( 'Some answers of these days are of unknown model, so their cost is not known. The chatbot does not log which model answers.', 'tokenledger' );
		}
		/* translators: %s: number of tokens */
		$text = _n( '%s token of these days is of unknown model, so its cost is not known. The chatbot does not log which model answers.', '%s tokens of these days are of unknown model, so their cost is not known. The chatbot does not log which model answers.', $tokens, 'tokenledger' );
		return sprintf( $text, number_format_i18n( $tokens ) );
	}

	/**
	 * Shows what of the ledger is of unknown model.
	 *
	 * @param array $unknown The part `unknown` of `tokenledger.models/2`.
	 */
	private static function show_rest( array $unknown ) {
		if ( null === $unknown['from'] ) {
			printf( '<p>%s</p>', esc_html__( 'The model of all usage is known.', 'tokenledger' ) );
			return;
		}
		/* translators: 1: number of tokens, 2: first day, 3: last day */
		$text = _n( '%1$s token from %2$s to %3$s is of unknown model.', '%1$s tokens from %2$s to %3$s are of unknown model.', $unknown['total_tokens'], 'tokenledger' );
		printf( '<p id="tokenledger-models-unknown">%s</p>', esc_html( sprintf( $text, number_format_i18n( $unknown['total_tokens'] ), TokenLedger_Dates::day( $unknown['from'] ), TokenLedger_Dates::day( $unknown['to'] ) ) ) );
	}

	/**
	 * Shows what was declared.
	 *
	 * @param array[] $declared The part `declared` of `tokenledger.models/2`.
	 */
	private static function show_declared( array $declared ) {
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-declared-caption">
			<table id="tokenledger-declared" class="widefat striped">
				<caption id="tokenledger-declared-caption"><span><?php esc_html_e( 'What you have said', 'tokenledger' ); ?></span></caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'Where', 'tokenledger' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Model', 'tokenledger' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Take back', 'tokenledger' ); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ( $declared as $declaration ) : ?>
						<?php $where = TokenLedger_Notices::text( self::where( $declaration ) ); ?>
						<tr>
							<th scope="row"><?php echo $where; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above. ?></th>
							<td><?php echo TokenLedger_Notices::text( TokenLedger_Names::model( $declaration['platform'], $declaration['model'] ) ); // phpcs:ignore WordPress.Security.EscapeOutput ?></td>
							<td>
								<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
									<?php
									TokenLedger_Actions::show_fields( TokenLedger_Models::UNDECLARE );
									foreach ( self::fields( $declaration ) as $name => $value ) {
										printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
									}
									?>
									<button type="submit" class="button">
										<?php esc_html_e( 'Take back', 'tokenledger' ); ?>
										<span class="screen-reader-text"><?php echo $where; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above. ?></span>
									</button>
								</form>
							</td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		</div>
		<?php
	}

	/**
	 * The fields of a form that say where a declaration holds.
	 *
	 * @param array $declaration A declaration.
	 * @return string[]
	 */
	private static function fields( array $declaration ) {
		return array_filter(
			array(
				'assistants[]' => $declaration['assistant'],
				'pages[]'      => $declaration['page'],
				'from'         => $declaration['from'],
				'to'           => $declaration['to'],
			),
			'is_string'
		);
	}

	/**
	 * The same in words.
	 *
	 * @param array $declaration A declaration.
	 * @return string
	 */
	private static function where( array $declaration ) {
		$words = array(
			/* translators: %s: id or name of an assistant */
			'assistants[]' => __( 'Assistant %s', 'tokenledger' ),
			/* translators: %s: id of a page */
			'pages[]'      => __( 'Page %s', 'tokenledger' ),
			/* translators: %s: a day */
			'from'         => __( 'from %s', 'tokenledger' ),
			/* translators: %s: a day */
			'to'           => __( 'to %s', 'tokenledger' ),
		);
		$parts = array();
		foreach ( self::fields( $declaration ) as $name => $value ) {
			if ( 'pages[]' === $name ) {
				$value = self::page( $value );
			} elseif ( 'assistants[]' !== $name ) {
				$value = TokenLedger_Dates::day( $value );
			}
			$parts[] = sprintf( $words[ $name ], $value );
		}
		return implode( ' ', $parts );
	}

	/**
	 * A page's id with its title, where it has one.
	 *
	 * @param string $id The id.
	 * @return string
	 */
	private static function page( $id ) {
		$post = ctype_digit( $id ) ? get_post( (int) $id ) : null;
		/* translators: 1: id of a page, 2: its title */
		return $post && '' !== $post->post_title ? sprintf( __( '%1$s (%2$s)', 'tokenledger' ), $id, $post->post_title ) : $id;
	}
}
