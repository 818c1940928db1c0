import { gql } from 'lightning/graphql';

export const FIRST_CART_LINES = gql`
  query commerceCartLines($cart: ID, $size: Int) {
    uiapi {
      query {
        Commerce_Cart_Line__c(
          where: { Cart__c: { eq: $cart } }
          orderBy: { Position__c: { order: ASC }, Id: { order: ASC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Position__c {
                value
              }
              Title__c @optional {
                value
              }
              SKU__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Unit_Price__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`;

export const NEXT_CART_LINES = gql`
  query commerceCartLinesAfter($cart: ID, $size: Int, $position: Double, $id: ID) {
    uiapi {
      query {
        Commerce_Cart_Line__c(
          where: {
            and: [
              { Cart__c: { eq: $cart } }
              {
                or: [
                  { Position__c: { gt: $position } }
                  { and: [{ Position__c: { eq: $position } }, { Id: { gt: $id } }] }
                ]
              }
            ]
          }
          orderBy: { Position__c: { order: ASC }, Id: { order: ASC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Position__c {
                value
              }
              Title__c @optional {
                value
              }
              SKU__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Unit_Price__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`;
