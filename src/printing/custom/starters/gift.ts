/** Prints a gift receipt nearly as the built-in one does: what a shop starts from. */
export const GIFT_TEXT = `{{! A receipt without prices. }}
{logo:store}
"^^^{{store.name}}"
{{#store.address}}
{{.}}
{{/store.address}}
{{#store.taxId}}
{{labels.taxId}} {{store.taxId}}
{{/store.taxId}}

\`"^^^~{{labels.gift}}~"\`

{{order.time}} | {{order.receipt}}
-
{{#lines}}
{{title}} |
{{#modifiers}}
~~~~+ {{.}} |
{{/modifiers}}
{{/lines}}
-
{{labels.exchange}}

{code:{{code}}; option:qrcode,4,m}

{{#store.footer}}
{{store.footer}}
{{/store.footer}}
{{#store.legal}}
{{store.legal}}
{{/store.legal}}


`;
