"""Prints electron/diagnosis/core/known-settings.ts: the settings Celery knows, by the version that brought them.

Run with a Python that has Celery 5.2.6 (Debian 12: python3-celery), from the root of the repository:
    /usr/bin/python3 build/catalogue/write-known-settings.py > electron/diagnosis/core/known-settings.ts
The base is read from celery.app.defaults itself. What later versions added is listed below with where it is documented.
"""
import sys

import celery
from celery.app import defaults

#: Names read by the code of 5.2.6 though celery.app.defaults does not declare them (celery/backends/*.py, celery/app/utils.py).
UNDECLARED = ["deprecated_settings", "dynamodb_endpoint_url", "redis_backend_health_check_interval", "result_chord_ordered"]

#: What came later. Sources: "versionadded" notes of https://docs.celeryq.dev/en/stable/userguide/configuration.html and
#: the "What's new" pages 5.3, 5.4, 5.5 and 5.6 next to it.
LATER = {
    "5.3": [
        "beat_cron_starting_deadline", "broker_channel_error_retry", "broker_connection_retry_on_startup",
        "cassandra_bundle_path", "security_key_password", "task_allow_error_cb_on_chord_header",
    ],
    "5.4": ["worker_enable_prefetch_count_reduction"],
    "5.5": [
        "broker_native_delayed_delivery_queue_type", "database_create_tables_at_setup", "gcs_base_path", "gcs_bucket",
        "gcs_project", "gcs_ttl", "task_default_queue_type", "worker_detect_quorum_queues",
        "worker_enable_soft_shutdown_on_idle", "worker_soft_shutdown_timeout",
    ],
    "5.6": [
        "redis_backend_credential_provider", "redis_client_name", "task_create_missing_queue_exchange_type",
        "task_create_missing_queue_type", "worker_disable_prefetch", "worker_eta_task_limit",
    ],
}


def rows(words):
    """Quoted words in lines of at most 150 characters."""
    line, lines = "   ", []
    for word in words:
        if len(line) + len(word) > 150:
            lines.append(line)
            line = "   "
        line += " %s," % word
    return lines + [line]


def main():
    if not celery.__version__.startswith("5.2."):
        sys.exit("needs Celery 5.2, found %s" % celery.__version__)
    base = sorted(set(defaults.SETTING_KEYS) | set(UNDECLARED))
    old = {k: v for k, v in defaults._TO_NEW_KEY.items() if k.lower() != v}
    out = [
        "/**",
        " * The settings Celery knows, by the version that brought them, and the names used before version 4.",
        " * Written by build/catalogue/write-known-settings.py from celery/app/defaults.py of Celery %s; not edited by hand." % celery.__version__,
        " */",
        "export type KnownSettings = { readonly since: string; readonly names: readonly string[] };",
        "",
        "export const knownSettings: readonly KnownSettings[] = [",
    ]
    for since, names in [("0", base)] + sorted(LATER.items()):
        out += ["  { since: '%s', names: [" % since] + rows("'%s'" % n for n in sorted(set(names) - (set(base) if since != "0" else set()))) + ["  ] },"]
    out += ["];", "", "/** Old name, in capitals, to the one of today. */", "export const renamedSettings: Readonly<Record<string, string>> = {"]
    out += rows("%s: '%s'" % (k, v) for k, v in sorted(old.items())) + ["};"]
    print("\n".join(out))


main()
