/** Prints a day's report nearly as the built-in one does: what a shop starts from. */
export const REPORT_TEXT = `{{! The Z report of a closed day, and the X report of a running one. }}
{logo:store}
"^^^{{store.name}}"
{{#store.address}}
{{.}}
{{/store.address}}
{{#store.taxId}}
{{labels.taxId}} {{store.taxId}}
{{/store.taxId}}

\`"^^^~{{title}}~"\`

{{labels.report.businessDay}} | {{businessDay}}
{{#closed}}
{{labels.report.closed}} | {{closed}}
{{/closed}}
{{labels.report.printed}} | {{printed}}
{{#counts}}
{{name}} | {{count}}
{{/counts}}
-
{width:* {{amountWidth}}}
{{#sales}}
{{name}} | {{amount}}
{{/sales}}
{width:auto}
"^^{{labels.report.sales}} {{currency}}" | "^^{{total}}"
-
{width:* {{amountWidth}}}
{{#after}}
{{name}} | {{amount}}
{{/after}}
-
"{{labels.report.taxes}}" |
{{#taxes}}
{{name}} | {{amount}}
{{/taxes}}
-
"{{labels.report.tenders}}" |
{{#tenders}}
{{name}} | {{amount}}
{{/tenders}}
{width:auto}
-
"{{labels.report.receipts}}" |
{{#receipts}}
{{till}} ({{count}}) | {{range}}
{{/receipts}}
{{#cash}}
-
"{{labels.report.cash}}" |
{width:* {{amountWidth}}}
{{#rows}}
{{name}} | {{amount}}
{{/rows}}
"{{labels.report.expected}}" | "{{expected}}"
"{{labels.report.counted}}" | "{{counted}}"
{width:auto}
"^^{{labels.report.difference}}" | "^^{{difference}}"
{{/cash}}


`;
