"""How tenants are kept apart, and what breaks each rule on purpose. The rules are those of the house's tenancy.

| rule | promised | tried in |
| --- | --- | --- |
| 1 | the tenant comes from the host; without a scope nothing works | `test_hosts`; kernel/test_scope; kernel/test_statements |
| 2 | one transaction, one path; a swallowed or failed statement fails the unit | kernel/test_scope; `test_storm`, \
`test_pgbouncer`; architecture/test_writes |
| 3 | no key across schemas, keys of our own, what other servers refuse | architecture/test_citus; `test_templatefile`; \
kernel/test_origins |
| 4 | file keys hold the tenant's id; contents never pass through us | `test_tickets` (signed addresses); kernel/files |
| 5 | sessions and cookies per host; a foreign one is signed out and logged | `test_twins`, `test_tickets` |
| 6 | a module is there by a licence row; the budget of tables | architecture/test_manifests; `tongban bench schema` |
| 7 | tenants are claimed from a pool; nothing stale is handed out | `test_templatefile`; provisioning/test_creating |
| 8 | only who is behind is upgraded, resumable; one bad tenant stops nobody | `test_upgrade` |
| R1 | with the other's ids, cookies, tokens, links and bodies nothing leaks | `test_twins`, `test_tickets`; a new route \
without its row: architecture/test_twin_rows |
| R2 | without a tenant it raises | kernel/test_scope; kernel/tasks |
| R3 | threads, pools, exceptions and cancellations | `test_storm`, `test_pgbouncer`; `tongban bench isolation` |
| R4 | a failed or missing path fails the request | kernel/test_scope |
| R5 | a task's message carries its tenant; a gone one is a dead letter | kernel/tasks |
| R6 | short-lived addresses of files, asked anew each time | kernel/files; `test_tickets` |
| R8 | one way out, and never into private networks | kernel/outbound; architecture/test_outbound |
| R14 | a cookie replayed elsewhere is signed out and logged | `test_tickets` |
| R19 | erased for good, in time, by those entitled | provisioning/test_erasing |
| R25 | a service that is down is said in words | `test_outage`; kernel/watching |

The matrix of `test_twins` is made from the URL map, the tasks and the OpenAPI document; what it finds is tried on a site
that leaks on purpose (`twin/leaking`). `test_tickets` shows what opens a door by itself at the other tenant's host, and
then takes the lock off to see that it notices.
"""
