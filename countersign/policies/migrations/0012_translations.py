import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let an edition have translations, each with its texts and its own state."""

    dependencies = [
        ('people', '0003_holding_made_at'),
        ('policies', '0011_earlier_texts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('language', models.CharField(max_length=15)),
                ('written_at', models.DateTimeField()),
                ('left_over', models.TextField(blank=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('checked_with', models.CharField(blank=True, max_length=200)),
                ('offered_at', models.DateTimeField(null=True)),
                ('edition_sha256', models.CharField(blank=True, max_length=64)),
                ('content_sha256', models.CharField(blank=True, max_length=64)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='policies.edition')),
                ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='policies.translation')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('wording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='policies.wording')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='TranslatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('lead_in', models.TextField(blank=True)),
                ('text', models.TextField()),
                ('children', models.JSONField(default=list)),
                ('original_sha256', models.CharField(max_length=64)),
                ('written_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='policies.translation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), models.Q(('checked_by', models.F('written_by')), _negated=True)), _connector='OR'), name='translation_checked_by_someone_else'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_sha256', ''), ('offered_at', None), ('offered_by', None)), models.Q(('checked_at__isnull', False), ('offered_at__isnull', False), ('offered_by__isnull', False), models.Q(('content_sha256', ''), _negated=True), models.Q(('edition_sha256', ''), _negated=True)), _connector='OR'), name='translation_offered_whole'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='translation_withdrawn_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(models.F('edition'), django.db.models.functions.comparison.Coalesce('wording', 0), models.F('language'), condition=models.Q(('offered_at__isnull', False), ('withdrawn_at', None)), name='translation_one_offered'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(models.F('edition'), django.db.models.functions.comparison.Coalesce('wording', 0), models.F('language'), condition=models.Q(('offered_at', None), ('withdrawn_at', None)), name='translation_one_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='translatedtext',
            constraint=models.UniqueConstraint(fields=('translation', 'key'), name='translated_text_once'),
        ),
    ]
