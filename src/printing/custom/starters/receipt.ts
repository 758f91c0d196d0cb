/** Prints a receipt nearly as the built-in one does: what a shop starts from. */
export const RECEIPT_TEXT = `{{! The receipt of a sale or a refund. }}
{logo:store}
"^^^{{store.name}}"
{{#store.address}}
{{.}}
{{/store.address}}
{{#store.taxId}}
{{labels.taxId}} {{store.taxId}}
{{/store.taxId}}

{{#sale}}
{{labels.order}} {{order.number}} | {{labels.till}} {{order.till}}
{{order.time}} | {{order.receipt}}
{{#order.staff}}
{{labels.servedBy}} {{order.staff}} |
{{/order.staff}}
{{#order.table}}
{{labels.table}} {{order.table}} |
{{/order.table}}
-
{width:* {{amountWidth}}}
{{#lines}}
{{title}} | {{amount}}
{{#each}}
~~~~{{each}} |
{{/each}}
{{#modifiers}}
~~~~+ {{.}} |
{{/modifiers}}
{{#discounts}}
~~~~{{name}} | {{amount}}
{{/discounts}}
{{#note}}
~~~~\\"{{note}}\\" |
{{/note}}
{{/lines}}
-
{{#subtotal}}
{{labels.subtotal}} | {{subtotal}}
{{/subtotal}}
{{#rows}}
{{name}} | {{amount}}
{{/rows}}
{width:auto}
"^^{{labels.total}} {{currency}}" | "^^{{total}}"

{width:* {{amountWidth}}}
{{#rounded}}
{{labels.cashRounding}} | {{rounding}}
"{{labels.toPay}}" | "{{toPay}}"
{{/rounded}}
{{#payments}}
{{name}} | {{amount}}
{{#change}}
{{labels.change}} | {{change}}
{{/change}}
{{#tip}}
~~~~{{labels.tip}} {{tip}} |
{{/tip}}
{{#reference}}
~~~~{{reference}} |
{{/reference}}
{{#slip}}
{{.}} |
{{/slip}}
{{/payments}}
{{#due}}
"{{labels.due}}" | "{{due}}"
{{/due}}
{width:auto}
{{#tipLine}}

{{labels.tip}} | _~~~~~~~~~~~~~~~~_

{{labels.total}} | _~~~~~~~~~~~~~~~~_

{{labels.signature}} | _~~~~~~~~~~~~~~~~_
{{/tipLine}}
-
{{labels.included}} |
{width:* {{amountWidth}}}
{{#taxes}}
{{name}} | {{amount}}
{{/taxes}}
{{#refunds}}
{{name}} | {{amount}}
{{/refunds}}
{width:auto}
{{#voided}}
{{voided}} |
{{/voided}}
{{#order.note}}
{{order.note}} |
{{/order.note}}
{{/sale}}
{{#refund}}
\`"^^^~{{labels.refund}}~"\`

{{time}} | {{receipt}}
{{of}} | {{labels.till}} {{order.till}}
-
{width:* {{amountWidth}}}
{{#lines}}
{{name}} | {{amount}}
{{/lines}}
{{#rounding}}
{{labels.rounding}} | {{rounding}}
{{/rounding}}
{width:auto}
"^^{{labels.refunded}} {{currency}}" | "^^{{amount}}"

{{#payments}}
{{name}} | {{amount}}
{{/payments}}
{{labels.reason}}: {{reason}} |
{{/refund}}

{code:{{code}}; option:qrcode,4,m}
{{#url}}
{{labels.online}}
{{/url}}

{{#store.footer}}
{{store.footer}}
{{/store.footer}}
{{#store.legal}}
{{store.legal}}
{{/store.legal}}


`;
