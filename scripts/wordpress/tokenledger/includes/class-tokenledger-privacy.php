<?php
/**
 * Privacy.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The ledger holds user ids: WordPress' tools for personal data can export and erase what it knows of a person.
 */
final class TokenLedger_Privacy {

	/**
	 * How many blogs of a network are asked at a time: each of WordPress' requests should be short.
	 */
	const BLOGS_A_PAGE = 10;

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'add_exporter' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'add_eraser' ) );
		add_action( 'admin_init', array( __CLASS__, 'add_policy' ) );
	}

	/**
	 * Adds the exporter.
	 *
	 * @param array $exporters The exporters.
	 * @return array
	 */
	public static function add_exporter( $exporters ) {
		$exporters['tokenledger'] = array(
			'exporter_friendly_name' => __( 'Token usage', 'tokenledger' ),
			'callback'               => array( __CLASS__, 'export' ),
		);
		return $exporters;
	}

	/**
	 * Adds the eraser.
	 *
	 * @param array $erasers The erasers.
	 * @return array
	 */
	public static function add_eraser( $erasers ) {
		$erasers['tokenledger'] = array(
			'eraser_friendly_name' => __( 'Token usage', 'tokenledger' ),
			'callback'             => array( __CLASS__, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * Proposes a text for the privacy policy.
	 */
	public static function add_policy() {
		$paragraphs = array(
			__( 'We count how many tokens our chatbot uses. For each day we keep, with your user id if you are logged in, the page, the assistant, the model and how many tokens and requests it were. With your user id we also keep your display name. What you write to the chatbot is not part of it.', 'tokenledger' ),
			__( 'If you ask us to erase your data, the counts stay, but no longer with your user id, and your display name is deleted.', 'tokenledger' ),
		);
		$months = TokenLedger_Settings::fold_months();
		if ( $months > 0 ) {
			/* translators: %s: number of months */
			$text         = _n( 'After %s month the counts are kept without user ids.', 'After %s months the counts are kept without user ids.', $months, 'tokenledger' );
			$paragraphs[] = sprintf( $text, number_format_i18n( $months ) );
		}
		wp_add_privacy_policy_content( 'TokenLedger', '<p>' . implode( '</p><p>', array_map( 'esc_html', $paragraphs ) ) . '</p>' );
	}

	/**
	 * Exports what the ledgers know of a person.
	 *
	 * @param string $email The person's address.
	 * @param int    $page  Which page, from 1.
	 * @return array As WordPress wants it: `data` and `done`; or a WP_Error, which WordPress shows.
	 */
	public static function export( $email, $page = 1 ) {
		$user = get_user_by( 'email', $email );
		$data = array();
		if ( ! $user ) {
			return array(
				'data' => $data,
				'done' => true,
			);
		}
		$blogs = self::blogs( $page );
		foreach ( $blogs as $blog_id ) {
			$document = TokenLedger_Ledger::of( $blog_id )->export_user( $user->ID );
			if ( is_wp_error( $document ) ) {
				if ( self::holds_nothing( $document ) ) {
					continue;
				}
				return $document;
			}
			if ( null !== $document['last_name'] ) {
				$data[] = self::item( 'name', array( __( 'Display name', 'tokenledger' ) => $document['last_name'] ), $blog_id );
			}
			if ( $document['days'] && null !== $document['totals']['cost'] ) {
				$data[] = self::item( 'prices', array( __( 'Prices', 'tokenledger' ) => TokenLedger_Cost::source( $document['totals']['cost'] ) ), $blog_id );
			}
			foreach ( $document['days'] as $number => $day ) {
				$data[] = self::item( "{$day['day']}-$number", self::values( $day, $document['columns'], $blog_id ), $blog_id );
			}
		}
		return array(
			'data' => $data,
			'done' => ! is_multisite() || count( $blogs ) < self::BLOGS_A_PAGE,
		);
	}

	/**
	 * Takes a person out of the ledgers. Totals stay as they are.
	 *
	 * @param string $email The person's address.
	 * @param int    $page  Which page, from 1.
	 * @return array As WordPress wants it.
	 */
	public static function erase( $email, $page = 1 ) {
		$user    = get_user_by( 'email', $email );
		$outcome = array(
			'items_removed'  => false,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => true,
		);
		if ( ! $user ) {
			return $outcome;
		}
		$blogs = self::blogs( $page );
		foreach ( $blogs as $blog_id ) {
			$document = TokenLedger_Ledger::of( $blog_id )->erase_user( $user->ID );
			if ( ! is_wp_error( $document ) ) {
				$outcome['items_removed'] = $outcome['items_removed'] || $document['facts'] > 0;
			} elseif ( ! self::holds_nothing( $document ) ) {
				// Something may be left to erase.
				$outcome['items_retained'] = true;
				$outcome['messages'][]     = esc_html(
					/* translators: 1: number of a blog, 2: what happened */
					sprintf( __( 'Token usage of site %1$s: %2$s', 'tokenledger' ), $blog_id, $document->get_error_message() )
				);
			}
		}
		$outcome['done'] = ! is_multisite() || count( $blogs ) < self::BLOGS_A_PAGE;
		return $outcome;
	}

	/**
	 * The blogs that a page of WordPress' requests is about. The chatbot logs a user of the network on any of them.
	 *
	 * @param int $page Which page, from 1.
	 * @return int[]
	 */
	private static function blogs( $page ) {
		if ( ! is_multisite() ) {
			return array( get_current_blog_id() );
		}
		return get_sites(
			array(
				'fields'  => 'ids',
				'number'  => self::BLOGS_A_PAGE,
				'offset'  => ( max( 1, (int) $page ) - 1 ) * self::BLOGS_A_PAGE,
				'orderby' => 'id',
			)
		);
	}

	/**
	 * Whether an error means that a blog has nothing of the person: there is neither a ledger nor a log, or nobody there
	 * knows the user. Any other error, such as that another run is at work, says nothing of what there is.
	 *
	 * @param WP_Error $error The error.
	 * @return bool
	 */
	private static function holds_nothing( WP_Error $error ) {
		return 'no_input' === TokenLedger_Problem::data( $error, 'kind' );
	}

	/**
	 * The title of a blog's page, which the ledger knows by its id.
	 *
	 * @param string|null $page_id The page's id, or null for none.
	 * @param int         $blog_id The blog.
	 * @return string
	 */
	private static function title( $page_id, $blog_id ) {
		if ( null === $page_id ) {
			return '';
		}
		$post = is_multisite() ? get_blog_post( $blog_id, (int) $page_id ) : get_post( (int) $page_id );
		$name = $post ? $post->post_title : $page_id;
		return TokenLedger_Names::of(
			'pages',
			array(
				'id'   => $page_id,
				'name' => $name,
			)
		);
	}

	/**
	 * A day as names and values.
	 *
	 * @param array $day     A day of `tokenledger.user-export/2`.
	 * @param array $columns What its values are called: `key` and `title` of each.
	 * @param int   $blog_id The blog.
	 * @return array
	 */
	private static function values( array $day, array $columns, $blog_id ) {
		$day['page'] = self::title( $day['page'], $blog_id );

		$values = array();
		foreach ( $columns as $column ) {
			$value = $day[ $column['key'] ];

			$values[ $column['title'] ] = 'cost' === $column['key'] ? TokenLedger_Money::format( $value ) : $value;
		}
		return $values;
	}

	/**
	 * What WordPress shows as one table. It lets some markup through, so names and values are escaped here.
	 *
	 * @param string $id      What tells it from the blog's other items.
	 * @param array  $values  Values by their names.
	 * @param int    $blog_id The blog.
	 * @return array
	 */
	private static function item( $id, array $values, $blog_id ) {
		if ( is_multisite() ) {
			$values = array( __( 'Site', 'tokenledger' ) => get_blog_option( $blog_id, 'blogname' ) ) + $values;
		}
		$fields = array();
		foreach ( $values as $name => $value ) {
			if ( is_scalar( $value ) && '' !== $value ) {
				$fields[] = array(
					'name'  => esc_html( $name ),
					'value' => esc_html( (string) $value ),
				);
			}
		}
		return array(
			'group_id'          => 'tokenledger',
			'group_label'       => __( 'Token usage', 'tokenledger' ),
			'group_description' => __( 'How many tokens the chatbot used for the user, by day, and what they cost.', 'tokenledger' ),
			'item_id'           => "tokenledger-$blog_id-$id",
			'data'              => $fields,
		);
	}
}
