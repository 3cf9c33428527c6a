"""The web site: Django over dialogue, scenario and scoring; Rasa over HTTP only.

One app for each subject: `site` holds settings, addresses and the base of all pages,
`accounts` who may do what, `practice` a learner's role-plays.
"""
