/** Prints a shelf label nearly as the built-in one does: what a shop starts from. */
export const LABEL_TEXT = `{{! The label at a shelf. }}
"^^^{{name}}" |
{{#detail}}
{{detail}} |
{{/detail}}
| {{currency}} "^^^^^^{{price}}"
{{#unit}}
| {{unit}}
{{/unit}}

{{#ean}}
{code:{{ean}}; option:ean,2,60,hri}
{{/ean}}
{{#code}}
{code:{{code}}; option:code128,2,60,hri}
{{/code}}

`;
