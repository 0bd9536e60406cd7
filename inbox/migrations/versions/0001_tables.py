"""tables"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alert',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('over_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_alert'))
    )
    op.create_table('api_token',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('scopes', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('per_minute', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fed_up_to', sa.BigInteger(), nullable=True),
    sa.Column('fed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_table('change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=True),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.String(), nullable=True),
    sa.Column('customer_id', sa.String(), nullable=True),
    sa.Column('conversation_id', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change')),
    sa.UniqueConstraint('number', name=op.f('uq_change_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index('ix_change_unstamped', ['id'], unique=False, sqlite_where=sa.text('number IS NULL'), postgresql_where=sa.text('number IS NULL'))

    op.create_table('customer',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('profile_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('restricted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erasing_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_into', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['merged_into'], ['customer.id'], name=op.f('fk_customer_merged_into')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer'))
    )
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_erasing_at'), ['erasing_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_merged_into'), ['merged_into'], unique=False)

    op.create_table('data_key',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_key')),
    sa.UniqueConstraint('owner', 'id', name=op.f('uq_data_key_owner_id'))
    )
    op.create_table('endpoint',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('types', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('published_up_to', sa.BigInteger(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_reason', sa.String(), nullable=True),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endpoint'))
    )
    op.create_table('hours_profile',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_profile'))
    )
    op.create_table('label',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('known', sa.String(), nullable=True),
    sa.Column('colour', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label')),
    sa.UniqueConstraint('known', name=op.f('uq_label_known')),
    sa.UniqueConstraint('name', name=op.f('uq_label_name'))
    )
    op.create_table('lease',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('epoch', sa.BigInteger(), nullable=False),
    sa.Column('until_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('recall',
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed', sa.String(), nullable=False),
    sa.Column('preview_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('last_message_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_agent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_id', sa.String(), nullable=True),
    sa.Column('deed_id', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_recall'))
    )
    with op.batch_alter_table('recall', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recall_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recall_until'), ['until'], unique=False)

    op.create_table('search_position',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('messages_below', sa.String(), nullable=True),
    sa.Column('customers_below', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_position'))
    )
    op.create_table('shop_word',
    sa.Column('phrase', sa.String(), nullable=False),
    sa.Column('command', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('phrase', name=op.f('pk_shop_word'))
    )
    op.create_table('wording',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording')),
    sa.UniqueConstraint('name', 'language', 'version', 'digest', name=op.f('uq_wording_name_language_version_digest'))
    )
    op.create_table('customer_pull',
    sa.Column('token_id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_customer_pull_token_id')),
    sa.PrimaryKeyConstraint('token_id', 'customer_id', 'day', 'what', name=op.f('pk_customer_pull'))
    )
    with op.batch_alter_table('customer_pull', schema=None) as batch_op:
        batch_op.create_index('ix_customer_pull_customer_id', ['customer_id'], unique=False)

    op.create_table('event_delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('endpoint_id', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=True),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=True),
    sa.Column('conversation_id', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('merged_into', sa.String(), nullable=True),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_again', sa.Boolean(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['endpoint_id'], ['endpoint.id'], name=op.f('fk_event_delivery_endpoint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_delivery')),
    sa.UniqueConstraint('endpoint_id', 'number', name=op.f('uq_event_delivery_endpoint_id_number')),
    sa.UniqueConstraint('event_id', name=op.f('uq_event_delivery_event_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('event_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_event_delivery_listed', ['endpoint_id', 'stage', 'id'], unique=False)
        batch_op.create_index('ix_event_delivery_of_customer', ['endpoint_id', 'customer_id', 'id'], unique=False, sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.create_index('ix_event_delivery_queued', ['endpoint_id', 'next_try_at', 'id'], unique=False, sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.create_index(batch_op.f('ix_event_delivery_settled_at'), ['settled_at'], unique=False)

    op.create_table('kept_answer',
    sa.Column('token_id', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('claim', sa.String(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_kept_answer_token_id')),
    sa.PrimaryKeyConstraint('token_id', 'key', name=op.f('pk_kept_answer'))
    )
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_answer_claimed_at'), ['claimed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_kept_answer_customer_id'), ['customer_id'], unique=False)

    op.create_table('shop',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('subdivision', sa.String(), nullable=False),
    sa.Column('languages', sa.String(), nullable=False),
    sa.Column('formal', sa.Boolean(), nullable=False),
    sa.Column('privacy_url', sa.String(), nullable=False),
    sa.Column('privacy_version', sa.String(), nullable=False),
    sa.Column('imprint_url', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('mail_footer', sa.String(), nullable=False),
    sa.Column('profile_id', sa.String(), nullable=True),
    sa.Column('automation', sa.Boolean(), nullable=False),
    sa.Column('acknowledge', sa.Boolean(), nullable=False),
    sa.Column('undo_seconds', sa.Integer(), nullable=False),
    sa.Column('consent_required', sa.Boolean(), nullable=False),
    sa.Column('consent_lapses_after', sa.Integer(), nullable=False),
    sa.Column('limits', sa.String(), nullable=False),
    sa.Column('rules_mark', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['profile_id'], ['hours_profile.id'], name=op.f('fk_shop_profile_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop'))
    )
    op.create_table('shop_id',
    sa.Column('system', sa.String(), nullable=False),
    sa.Column('shop', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_shop_id_customer_id')),
    sa.PrimaryKeyConstraint('system', 'shop', 'external_id', name=op.f('pk_shop_id'))
    )
    with op.batch_alter_table('shop_id', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shop_id_customer_id'), ['customer_id'], unique=False)

    op.create_table('shop_order',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('order_key', sa.String(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_shop_order_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_order')),
    sa.UniqueConstraint('order_key', name=op.f('uq_shop_order_order_key'))
    )
    with op.batch_alter_table('shop_order', schema=None) as batch_op:
        batch_op.create_index('ix_shop_order_of_customer', ['customer_id', 'placed_at', 'id'], unique=False)

    op.create_table('team',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('profile_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['profile_id'], ['hours_profile.id'], name=op.f('fk_team_profile_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('name', name=op.f('uq_team_name'))
    )
    op.create_table('account',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('settings_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('profile_id', sa.String(), nullable=True),
    sa.Column('team_id', sa.String(), nullable=True),
    sa.Column('automation', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_reason', sa.String(), nullable=True),
    sa.Column('resumed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('health', sa.String(), nullable=False),
    sa.Column('health_code', sa.String(), nullable=True),
    sa.Column('health_detail', sa.String(), nullable=True),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_event_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('silent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('check_facts', sa.String(), nullable=False),
    sa.Column('check_problem', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['profile_id'], ['hours_profile.id'], name=op.f('fk_account_profile_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_account_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account'))
    )
    op.create_table('agent',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('team_id', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('sound', sa.Boolean(), nullable=False),
    sa.Column('notices', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('second_factor_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('second_factor_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('second_factor_step', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_agent_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent')),
    sa.UniqueConstraint('email', name=op.f('uq_agent_email'))
    )
    op.create_table('event_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_delivery_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('took_ms', sa.Integer(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['event_delivery_id'], ['event_delivery.id'], name=op.f('fk_event_attempt_event_delivery_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_attempt')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('event_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_attempt_event_delivery_id'), ['event_delivery_id'], unique=False)

    op.create_table('account_memory',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('value_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_memory_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'key', name=op.f('pk_account_memory'))
    )
    op.create_table('account_template',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('variables', sa.String(), nullable=False),
    sa.Column('sendable', sa.Boolean(), nullable=False),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_template_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'name', 'language', name=op.f('pk_account_template'))
    )
    op.create_table('answer_rule',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('phrases', sa.String(), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('hours', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=True),
    sa.Column('pause_minutes', sa.Integer(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_answer_rule_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_rule'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=True),
    sa.Column('deed', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('details', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_audit_entry_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_about', ['about', 'id'], unique=False)

    op.create_table('customer_merge',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kept_id', sa.String(), nullable=False),
    sa.Column('merged_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_customer_merge_agent_id')),
    sa.ForeignKeyConstraint(['kept_id'], ['customer.id'], name=op.f('fk_customer_merge_kept_id')),
    sa.ForeignKeyConstraint(['merged_id'], ['customer.id'], name=op.f('fk_customer_merge_merged_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_merge'))
    )
    with op.batch_alter_table('customer_merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_merge_kept_id'), ['kept_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_merge_merged_id'), ['merged_id'], unique=False)

    op.create_table('identity',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('address_key', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wrong_since', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_account_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_identity_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('account_id', 'address_key', name=op.f('uq_identity_account_id_address_key'))
    )
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_customer_id'), ['customer_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_invitation_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_agent_id'), ['agent_id'], unique=False)

    op.create_table('parked_update',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('external_key', sa.String(), nullable=False),
    sa.Column('wire_key', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('wish', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_parked_update_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parked_update'))
    )
    with op.batch_alter_table('parked_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parked_update_parked_at'), ['parked_at'], unique=False)
        batch_op.create_index('ix_parked_update_target', ['account_id', 'external_key'], unique=False)

    op.create_table('raw_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported', sa.Boolean(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('stored_size', sa.BigInteger(), nullable=True),
    sa.Column('fate', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('normalised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_raw_event_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_raw_event')),
    sa.UniqueConstraint('account_id', 'digest', name=op.f('uq_raw_event_account_id_digest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('raw_event', schema=None) as batch_op:
        batch_op.create_index('ix_raw_event_dead', ['id'], unique=False, sqlite_where=sa.text("fate = 'dead'"), postgresql_where=sa.text("fate = 'dead'"))
        batch_op.create_index(batch_op.f('ix_raw_event_received_at'), ['received_at'], unique=False)
        batch_op.create_index('ix_raw_event_waiting', ['account_id', 'imported', 'id'], unique=False, sqlite_where=sa.text("fate = 'waiting'"), postgresql_where=sa.text("fate = 'waiting'"))

    op.create_table('recovery_code',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_recovery_code_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_agent_id'), ['agent_id'], unique=False)

    op.create_table('reply_tally',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('replies', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reply_tally_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'step', name=op.f('pk_reply_tally'))
    )
    op.create_table('reply_text',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('voice', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['agent.id'], name=op.f('fk_reply_text_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_text')),
    sa.UniqueConstraint('name', 'voice', 'version', name=op.f('uq_reply_text_name_voice_version'))
    )
    op.create_table('saved_reply',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=True),
    sa.Column('shortcut', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('texts', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_saved_reply_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_reply'))
    )
    with op.batch_alter_table('saved_reply', schema=None) as batch_op:
        batch_op.create_index('ix_saved_reply_of_agent', ['agent_id', 'shortcut'], unique=False)

    op.create_table('saved_view',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('selection', sa.String(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_saved_view_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_view_agent_id'), ['agent_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_sign_in_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_token_hash'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_agent_id'), ['agent_id'], unique=False)

    op.create_table('consent_ledger',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('deed', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('happened', sa.String(), nullable=False),
    sa.Column('wording_id', sa.String(), nullable=True),
    sa.Column('wording_digest', sa.String(), nullable=True),
    sa.Column('method', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('rule_version', sa.String(), nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('previous_hash', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_consent_ledger_identity_id')),
    sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_consent_ledger_wording_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_ledger')),
    sa.UniqueConstraint('identity_id', 'deed', name=op.f('uq_consent_ledger_identity_id_deed')),
    sa.UniqueConstraint('identity_id', 'position', name=op.f('uq_consent_ledger_identity_id_position'))
    )
    op.create_table('consent_state',
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('standing', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wording_id', sa.String(), nullable=True),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_consent_state_identity_id')),
    sa.PrimaryKeyConstraint('identity_id', 'purpose', name=op.f('pk_consent_state'))
    )
    op.create_table('conversation',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('assignee_id', sa.String(), nullable=True),
    sa.Column('team_id', sa.String(), nullable=True),
    sa.Column('subject_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('preview_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_message_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_agent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unread', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('bot_off', sa.Boolean(), nullable=False),
    sa.Column('machine_only', sa.Boolean(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_conversation_account_id')),
    sa.ForeignKeyConstraint(['assignee_id'], ['agent.id'], name=op.f('fk_conversation_assignee_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_conversation_customer_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_conversation_identity_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_conversation_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('token', name=op.f('uq_conversation_token'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_listed', ['status', 'last_message_at', 'id'], unique=False)
        batch_op.create_index('ix_conversation_machine', ['status', 'machine_only', 'last_message_at', 'id'], unique=False)
        batch_op.create_index('ix_conversation_mine', ['assignee_id', 'status', 'last_message_at', 'id', 'unread'], unique=False)
        batch_op.create_index('ix_conversation_of_customer', ['customer_id', 'last_message_at', 'id'], unique=False)
        batch_op.create_index('ix_conversation_of_identity', ['identity_id', 'last_message_at'], unique=False)
        batch_op.create_index('ix_conversation_waited', ['status', 'waiting_since', 'id'], unique=False)

    op.create_table('identity_alias',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('match_key', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_alias_account_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_identity_alias_identity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_alias')),
    sa.UniqueConstraint('identity_id', 'kind', 'match_key', name=op.f('uq_identity_alias_identity_id_kind_match_key'))
    )
    with op.batch_alter_table('identity_alias', schema=None) as batch_op:
        batch_op.create_index('ix_identity_alias_match_key', ['match_key'], unique=False)

    op.create_table('parked_effect',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('target_key', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_parked_effect_account_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_parked_effect_identity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parked_effect'))
    )
    with op.batch_alter_table('parked_effect', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parked_effect_parked_at'), ['parked_at'], unique=False)
        batch_op.create_index('ix_parked_effect_target', ['account_id', 'target_key'], unique=False)

    op.create_table('sign',
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('sign', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_account_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_sign_identity_id')),
    sa.PrimaryKeyConstraint('identity_id', 'sign', name=op.f('pk_sign'))
    )
    with op.batch_alter_table('sign', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_account_id'), ['account_id'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('deed_id', sa.String(), nullable=True),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=True),
    sa.Column('did', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_activity_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_activity_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_deed_id'), ['deed_id'], unique=False)
        batch_op.create_index('ix_activity_of_conversation', ['conversation_id', 'at'], unique=False)

    op.create_table('conversation_label',
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('label_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_conversation_label_conversation_id')),
    sa.ForeignKeyConstraint(['label_id'], ['label.id'], name=op.f('fk_conversation_label_label_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'label_id', name=op.f('pk_conversation_label'))
    )
    with op.batch_alter_table('conversation_label', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conversation_label_label_id'), ['label_id'], unique=False)

    op.create_table('draft',
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_draft_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_draft_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'agent_id', name=op.f('pk_draft'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_agent_id'), ['agent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=True),
    sa.Column('account_id', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('external_key', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('reply_to_id', sa.String(), nullable=True),
    sa.Column('imported', sa.Boolean(), nullable=False),
    sa.Column('automated', sa.String(), nullable=True),
    sa.Column('trust', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('in_group', sa.Boolean(), nullable=False),
    sa.Column('attachments', sa.Integer(), nullable=False),
    sa.Column('reached', sa.String(), nullable=True),
    sa.Column('reached_reason', sa.String(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_message_account_id')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_message_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_message_conversation_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_message_customer_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_message_identity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('account_id', 'direction', 'external_key', name=op.f('uq_message_account_id_direction_external_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_in_conversation', ['conversation_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_message_of_customer', ['customer_id', 'at', 'id'], unique=False)

    op.create_table('message_reference',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('reference_key', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_message_reference_account_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_message_reference_conversation_id')),
    sa.PrimaryKeyConstraint('account_id', 'reference_key', name=op.f('pk_message_reference'))
    )
    with op.batch_alter_table('message_reference', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_reference_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('search_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=True),
    sa.Column('customer_id', sa.String(), nullable=True),
    sa.Column('seen', sa.String(), nullable=False),
    sa.Column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_search_entry_conversation_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_search_entry_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entry')),
    sa.UniqueConstraint('ref', name=op.f('uq_search_entry_ref'))
    )
    with op.batch_alter_table('search_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_entry_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_search_entry_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index('ix_search_entry_words', ['words'], unique=False, postgresql_using='gin', sqlite_where=sa.text('0'))

    op.create_table('attachment',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('customer_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=True),
    sa.Column('raw_event_id', sa.BigInteger(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('inline_id', sa.String(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_attachment_account_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_attachment_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index('ix_attachment_due', ['account_id', 'next_try_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index(batch_op.f('ix_attachment_message_id'), ['message_id'], unique=False)

    op.create_table('confirm_link',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('wording_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_confirm_link_identity_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_confirm_link_message_id')),
    sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_confirm_link_wording_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirm_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_confirm_link_token_hash'))
    )
    with op.batch_alter_table('confirm_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_confirm_link_identity_id'), ['identity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_confirm_link_issued_at'), ['issued_at'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('reply', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('hint', sa.String(), nullable=True),
    sa.Column('flags', sa.String(), nullable=False),
    sa.Column('command', sa.String(), nullable=True),
    sa.Column('rule', sa.String(), nullable=True),
    sa.Column('said', sa.String(), nullable=True),
    sa.Column('rule_version', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_decision_conversation_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_decision_identity_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_decision_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index('ix_decision_by_identity', ['identity_id', 'decided_at'], unique=False)
        batch_op.create_index('ix_decision_by_message', ['message_id', 'phase'], unique=False)
        batch_op.create_index('ix_decision_by_reason', ['reason', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dedupe_key', sa.String(), nullable=False),
    sa.Column('wire_key', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('identity_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('asked_for', sa.Boolean(), nullable=False),
    sa.Column('reply_kind', sa.String(), nullable=True),
    sa.Column('answers_id', sa.String(), nullable=True),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('external_key', sa.String(), nullable=True),
    sa.Column('prepared_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('prepared_size', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_delivery_account_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_delivery_conversation_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_delivery_identity_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_delivery_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('account_id', 'external_key', name=op.f('uq_delivery_account_id_external_key')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_delivery_dedupe_key')),
    sa.UniqueConstraint('message_id', 'part', name=op.f('uq_delivery_message_id_part')),
    sa.UniqueConstraint('wire_key', name=op.f('uq_delivery_wire_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_answers_id'), ['answers_id'], unique=False)
        batch_op.create_index('ix_delivery_automatic', ['conversation_id', 'created_at'], unique=False, sqlite_where=sa.text('reply_kind IS NOT NULL'), postgresql_where=sa.text('reply_kind IS NOT NULL'))
        batch_op.create_index('ix_delivery_claimed', ['claimed_until'], unique=False, sqlite_where=sa.text("stage = 'claimed'"), postgresql_where=sa.text("stage = 'claimed'"))
        batch_op.create_index('ix_delivery_due', ['account_id', 'next_try_at', 'id'], unique=False, sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.create_index('ix_delivery_of_identity', ['identity_id', 'id'], unique=False)
        batch_op.create_index('ix_delivery_pending', ['identity_id', 'id'], unique=False, sqlite_where=sa.text("stage IN ('queued', 'claimed')"), postgresql_where=sa.text("stage IN ('queued', 'claimed')"))

    op.create_table('mention',
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_mention_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_mention_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_mention_message_id')),
    sa.PrimaryKeyConstraint('message_id', 'agent_id', name=op.f('pk_mention'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index('ix_mention_unseen', ['agent_id', 'conversation_id'], unique=False, sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))

    op.create_table('message_reaction',
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_reaction_message_id')),
    sa.PrimaryKeyConstraint('message_id', 'author_id', name=op.f('pk_message_reaction'))
    )
    op.create_table('message_revision',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_revision_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_revision'))
    )
    with op.batch_alter_table('message_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_revision_message_id'), ['message_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('delivery_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('detail', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], name=op.f('fk_attempt_delivery_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_delivery_id'), ['delivery_id'], unique=False)


    _protect_ledger()
    _make_findable()


def downgrade() -> None:
    _make_unfindable()
    _unprotect_ledger()
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_delivery_id'))

    op.drop_table('attempt')
    with op.batch_alter_table('message_revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_revision_message_id'))

    op.drop_table('message_revision')
    op.drop_table('message_reaction')
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index('ix_mention_unseen', sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))

    op.drop_table('mention')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_pending', sqlite_where=sa.text("stage IN ('queued', 'claimed')"), postgresql_where=sa.text("stage IN ('queued', 'claimed')"))
        batch_op.drop_index('ix_delivery_of_identity')
        batch_op.drop_index('ix_delivery_due', sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.drop_index('ix_delivery_claimed', sqlite_where=sa.text("stage = 'claimed'"), postgresql_where=sa.text("stage = 'claimed'"))
        batch_op.drop_index('ix_delivery_automatic', sqlite_where=sa.text('reply_kind IS NOT NULL'), postgresql_where=sa.text('reply_kind IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_delivery_answers_id'))

    op.drop_table('delivery')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_conversation_id'))
        batch_op.drop_index('ix_decision_by_reason')
        batch_op.drop_index('ix_decision_by_message')
        batch_op.drop_index('ix_decision_by_identity')

    op.drop_table('decision')
    with op.batch_alter_table('confirm_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_confirm_link_issued_at'))
        batch_op.drop_index(batch_op.f('ix_confirm_link_identity_id'))

    op.drop_table('confirm_link')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachment_message_id'))
        batch_op.drop_index('ix_attachment_due', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('attachment')
    with op.batch_alter_table('search_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_search_entry_words', postgresql_using='gin', sqlite_where=sa.text('0'))
        batch_op.drop_index(batch_op.f('ix_search_entry_customer_id'))
        batch_op.drop_index(batch_op.f('ix_search_entry_conversation_id'))

    op.drop_table('search_entry')
    with op.batch_alter_table('message_reference', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_reference_conversation_id'))

    op.drop_table('message_reference')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_of_customer')
        batch_op.drop_index('ix_message_in_conversation')

    op.drop_table('message')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_saved_at'))
        batch_op.drop_index(batch_op.f('ix_draft_agent_id'))

    op.drop_table('draft')
    with op.batch_alter_table('conversation_label', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversation_label_label_id'))

    op.drop_table('conversation_label')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index('ix_activity_of_conversation')
        batch_op.drop_index(batch_op.f('ix_activity_deed_id'))

    op.drop_table('activity')
    with op.batch_alter_table('sign', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_account_id'))

    op.drop_table('sign')
    with op.batch_alter_table('parked_effect', schema=None) as batch_op:
        batch_op.drop_index('ix_parked_effect_target')
        batch_op.drop_index(batch_op.f('ix_parked_effect_parked_at'))

    op.drop_table('parked_effect')
    with op.batch_alter_table('identity_alias', schema=None) as batch_op:
        batch_op.drop_index('ix_identity_alias_match_key')

    op.drop_table('identity_alias')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_waited')
        batch_op.drop_index('ix_conversation_of_identity')
        batch_op.drop_index('ix_conversation_of_customer')
        batch_op.drop_index('ix_conversation_mine')
        batch_op.drop_index('ix_conversation_machine')
        batch_op.drop_index('ix_conversation_listed')

    op.drop_table('conversation')
    op.drop_table('consent_state')
    op.drop_table('consent_ledger')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_agent_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_view_agent_id'))

    op.drop_table('saved_view')
    with op.batch_alter_table('saved_reply', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_reply_of_agent')

    op.drop_table('saved_reply')
    op.drop_table('reply_text')
    op.drop_table('reply_tally')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_agent_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('raw_event', schema=None) as batch_op:
        batch_op.drop_index('ix_raw_event_waiting', sqlite_where=sa.text("fate = 'waiting'"), postgresql_where=sa.text("fate = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_raw_event_received_at'))
        batch_op.drop_index('ix_raw_event_dead', sqlite_where=sa.text("fate = 'dead'"), postgresql_where=sa.text("fate = 'dead'"))

    op.drop_table('raw_event')
    with op.batch_alter_table('parked_update', schema=None) as batch_op:
        batch_op.drop_index('ix_parked_update_target')
        batch_op.drop_index(batch_op.f('ix_parked_update_parked_at'))

    op.drop_table('parked_update')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_agent_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identity_customer_id'))

    op.drop_table('identity')
    with op.batch_alter_table('customer_merge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_merge_merged_id'))
        batch_op.drop_index(batch_op.f('ix_customer_merge_kept_id'))

    op.drop_table('customer_merge')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_about')

    op.drop_table('audit_entry')
    op.drop_table('answer_rule')
    op.drop_table('account_template')
    op.drop_table('account_memory')
    with op.batch_alter_table('event_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_attempt_event_delivery_id'))

    op.drop_table('event_attempt')
    op.drop_table('agent')
    op.drop_table('account')
    op.drop_table('team')
    with op.batch_alter_table('shop_order', schema=None) as batch_op:
        batch_op.drop_index('ix_shop_order_of_customer')

    op.drop_table('shop_order')
    with op.batch_alter_table('shop_id', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shop_id_customer_id'))

    op.drop_table('shop_id')
    op.drop_table('shop')
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_answer_customer_id'))
        batch_op.drop_index(batch_op.f('ix_kept_answer_claimed_at'))

    op.drop_table('kept_answer')
    with op.batch_alter_table('event_delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_delivery_settled_at'))
        batch_op.drop_index('ix_event_delivery_queued', sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.drop_index('ix_event_delivery_of_customer', sqlite_where=sa.text("stage = 'queued'"), postgresql_where=sa.text("stage = 'queued'"))
        batch_op.drop_index('ix_event_delivery_listed')

    op.drop_table('event_delivery')
    with op.batch_alter_table('customer_pull', schema=None) as batch_op:
        batch_op.drop_index('ix_customer_pull_customer_id')

    op.drop_table('customer_pull')
    op.drop_table('wording')
    op.drop_table('shop_word')
    op.drop_table('search_position')
    with op.batch_alter_table('recall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recall_until'))
        batch_op.drop_index(batch_op.f('ix_recall_conversation_id'))

    op.drop_table('recall')
    op.drop_table('lease')
    op.drop_table('label')
    op.drop_table('hours_profile')
    op.drop_table('endpoint')
    op.drop_table('data_key')
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_merged_into'))
        batch_op.drop_index(batch_op.f('ix_customer_erasing_at'))

    op.drop_table('customer')
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_index('ix_change_unstamped', sqlite_where=sa.text('number IS NULL'), postgresql_where=sa.text('number IS NULL'))
        batch_op.drop_index(batch_op.f('ix_change_customer_id'))

    op.drop_table('change')
    op.drop_table('api_token')
    op.drop_table('alert')


_APPEND_ONLY = ("consent_ledger", "wording", "reply_text")


def _protect_ledger() -> None:
    """The database itself refuses to change or delete what was entered."""
    tables = [table for table in _APPEND_ONLY if table in _tables()]
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in tables:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _unprotect_ledger() -> None:
    tables = [table for table in _APPEND_ONLY if table in _tables()]
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for deed in ("update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
        return
    for table in tables:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    op.execute("DROP FUNCTION IF EXISTS refuse_change()")


def _tables() -> list[str]:
    return sa.inspect(op.get_bind()).get_table_names()


def _make_findable() -> None:
    """SQLite finds the words of an entry through FTS5; triggers keep it in step."""
    if op.get_bind().dialect.name != "sqlite" or "search_entry" not in _tables():
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_entry', "
        "content_rowid='id', detail='none', prefix='2 3 4 5 6 7 8 9 10', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words); END"
    )


def _make_unfindable() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS search_fts")
