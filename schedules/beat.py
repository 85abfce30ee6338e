"""The clock: entry -> task, interval, expiry. A tick that nobody took in time is dropped, so that ticks never pile up."""

from typing import Any


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


BEAT = {
    "look where it is time": _every(2.0, "worker.messages.poll_due_accounts"),
    "ring what has not moved": _every(2.0, "worker.upkeep.resume_stalled"),
    "tell those who want to know": _every(5.0, "worker.outgoing.send_due"),
    "close what is too late to answer": _every(60.0, "worker.upkeep.expire_closed"),
    "go on with bulk decisions": _every(10.0, "worker.bulk.resume_bulk"),
    "finish what has left": _every(60.0, "worker.upkeep.finish_leaving"),
    "send alerts": _every(15.0, "worker.alerts.send_alerts"),
    "look for what people must know": _every(60.0, "worker.alerts.look_for_causes"),
    "go on with exports": _every(30.0, "worker.exports.go_on_with_exports"),
    "finish farewells": _every(60.0, "worker.farewells.finish_farewells"),
    "finish erasing people": _every(60.0, "worker.erasing.finish_erasures"),
    "keep tokens alive": _every(3600.0, "worker.upkeep.refresh_tokens"),
    "ask whether it is still there": _every(600.0, "worker.rounds.revisit_waiting"),
    "listen for complaints": _every(1800.0, "worker.rounds.watch_complaints"),
    "keep words no longer than wanted": _every(21_600.0, "worker.retention.keep_no_longer_everywhere"),
    "read again or delete": _every(3600.0, "worker.freshness.keep_fresh"),
    "learn what is sent unchanged": _every(3600.0, "worker.autonomy.learn_confidence"),
    "learn what posts say": _every(21_600.0, "worker.rounds.learn_all_posts"),
    "train labels anew": _every(21_600.0, "worker.labels.retrain_labels"),
    "learn from edits": _every(600.0, "worker.preferences.learn_preferences"),
    "measure who writes": _every(3_600.0, "worker.personas.build_personas"),
    "count what became of messages": _every(300.0, "worker.analytics.count_days"),
    "send reports that are due": _every(3_600.0, "worker.analytics.send_due_reports"),
    "watch when tuned models end": _every(86_400.0, "worker.fine_tuning.watch_ends"),
    "look after fine-tuning jobs": _every(15.0, "worker.fine_tuning.look_after_jobs"),
    "do what payments ask for": _every(10.0, "worker.billing.process_events"),
    "watch what plans have room for": _every(30.0, "worker.billing.watch_use"),
    "tell of metered use": _every(60.0, "worker.billing.report_use"),
    "ask what was bought": _every(3_600.0, "worker.billing.reconcile_subscriptions"),
    "compare metered use": _every(21_600.0, "worker.billing.compare_use"),
    "keep words no longer than plans": _every(21_600.0, "worker.billing.keep_no_longer_than_plans"),
    "learn when fans write": _every(21_600.0, "worker.rounds.learn_hours"),
}
